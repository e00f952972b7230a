package io.virtfun.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's Java is what {@code ReadmeExample} compiles and runs. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Path root = Path.of(System.getProperty("virtfun.basedir"));

  private static String flat(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void shouldShowOnlyCodeThatIsCompiled() throws IOException {
    String compiled =
        flat(
            Files.readString(
                root.resolve("broker/src/test/java/io/virtfun/broker/process/ReadmeExample.java")));

    List<String> shown =
        JAVA.matcher(Files.readString(root.resolve("README.md")))
            .results()
            .map(MatchResult::group)
            .map(block -> block.substring("```java\n".length(), block.length() - 3))
            .toList();

    assertEquals(3, shown.size());
    for (String block : shown) {
      assertFalse(block.isBlank());
      for (String statement : block.split("\n\n", -1)) {
        assertTrue(compiled.contains(flat(statement)), statement);
      }
    }
  }

  @Test
  void shouldNameOnlyFilesThatAreThere() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)\\)");
    for (String file : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      for (MatchResult match :
          link.matcher(Files.readString(root.resolve(file))).results().toList()) {
        assertTrue(Files.exists(root.resolve(match.group(1))), file + ": " + match.group(1));
      }
    }
  }
}
