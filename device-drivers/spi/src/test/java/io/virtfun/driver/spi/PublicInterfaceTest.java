package io.virtfun.driver.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What drivers are compiled against is what {@code public-interface.txt} says. A change that is
 * meant is accepted with {@code -Dvirtfun.accept=true}, which writes the file.
 */
class PublicInterfaceTest {
  private static final Path FILE = Path.of("public-interface.txt");

  @Test
  void shouldBeWhatTheFileSays() throws Exception {
    List<String> lines = PublicInterface.lines();
    if (Boolean.getBoolean("virtfun.accept")) {
      Files.write(FILE, lines);
    }
    List<String> accepted = Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
    List<String> gone = new ArrayList<>(accepted);
    gone.removeAll(lines);
    List<String> added = new ArrayList<>(lines);
    added.removeAll(accepted);

    assertEquals(List.of(), gone, "drivers that use these break; see CONTRIBUTING.md");
    assertEquals(List.of(), added, "not accepted yet; see CONTRIBUTING.md");
    assertEquals(accepted, lines);
  }
}
