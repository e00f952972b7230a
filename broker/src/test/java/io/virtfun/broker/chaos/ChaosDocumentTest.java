package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/chaos.md to the code. */
class ChaosDocumentTest {
  private final Path document = Path.of(System.getProperty("virtfun.basedir"), "docs", "chaos.md");

  /** The first column of the table below a heading. */
  private List<String> rows(String heading) throws IOException {
    return Files.readAllLines(document).stream()
        .dropWhile(line -> !line.equals("## " + heading))
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> line.split("\\|", -1)[1].strip().replace("`", ""))
        .toList();
  }

  @Test
  void shouldListTheTenantsThatARunHas() throws IOException {
    assertEquals(Arrays.stream(Tenancy.values()).map(Tenancy::tenant).toList(), rows("What runs"));
  }

  @Test
  void shouldListTheDeedsThatARunDoes() throws IOException {
    assertEquals(
        Arrays.stream(Deed.Kind.values()).map(Deed.Kind::what).toList(), rows("What is done"));
  }
}
