package io.virtfun.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.broker.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentOptionsTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final PrintStream stderr = System.err;
  @TempDir private Path folder;

  @BeforeEach
  void catchErrors() {
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void letErrorsGo() {
    System.setErr(stderr);
  }

  private String document(String name, double ratio) {
    Map<String, Interval> fields = Map.of("noop_awake_vs_aeron", Interval.exactly(ratio));
    Path file = folder.resolve(name);
    new BenchDocument(
            BenchDocument.FORMAT,
            "2026-01-01T00:00:00Z",
            true,
            "./virtfun bench --quick",
            Machine.here(),
            Map.of("noop_awake_vs_aeron", ratio),
            fields,
            Targets.of(fields),
            List.of(),
            Map.of())
        .write(file);
    return file.toString();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static int bench(String... arguments) {
    return Main.execute(new BenchCommand(), arguments);
  }

  private void assertErrorLine(String expected) {
    String said = errors.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(expected), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void shouldExitWithOneWhenAFieldGotWorse() {
    assertEquals(1, bench("--compare", document("old", 2), document("new", 3)));
  }

  @Test
  void shouldExitWithZeroWhenNoneGotWorse() {
    assertEquals(0, bench("--compare", document("old", 3), document("new", 2)));
    assertEquals(0, bench("--compare", document("old", 3), document("new", 3)));
  }

  @Test
  void shouldExitWithTwoWhenAFileIsNotThere() {
    String missing = folder.resolve("missing").toString();

    assertEquals(2, bench("--compare", document("old", 2), missing));

    assertErrorLine(missing);
  }

  @Test
  void shouldAskForTwoFilesWhenThereAreOthersThanTwo() {
    String kept = document("kept", 2);
    for (String[] call :
        new String[][] {
          {"--compare"}, {"--compare", kept}, {"--compare", kept, kept, kept},
        }) {
      errors.reset();

      assertEquals(2, bench(call));

      assertErrorLine("--compare: " + (call.length - 1) + " files (expected: 2)");
    }
  }

  @Test
  void shouldNameAFileOnceWhenItCannotBeRead() {
    String missing = folder.resolve("missing").toString();

    for (String place : new String[] {missing, folder.toString()}) {
      errors.reset();

      assertEquals(2, bench("--from", place, "--report", folder.resolve("report").toString()));

      assertErrorLine(place);
      String said = errors.toString(StandardCharsets.UTF_8);
      assertEquals(said.indexOf(place), said.lastIndexOf(place), said);
    }
  }

  @Test
  void shouldNameAFileOnceWhenItCannotBeWritten() {
    Path nowhere = folder.resolve("nowhere").resolve("file");

    String message =
        assertThrows(BenchException.class, () -> document("nowhere/file", 2)).getMessage();

    assertEquals("cannot write " + nowhere + ": no such folder", message);
  }

  @Test
  void shouldExitWithTwoWhenAFileIsNoJson() throws IOException {
    String text = file("text", "hello\nworld");

    assertEquals(2, bench("--compare", text, document("new", 2)));

    assertErrorLine(text + ": ");
  }

  @Test
  void shouldExitWithTwoWhenAFileIsAnotherDocument() throws IOException {
    String other = file("other", "{\"figures\": [1]}");

    assertEquals(2, bench("--compare", other, document("new", 2)));

    assertErrorLine(other + ": format: none (expected: " + BenchDocument.FORMAT + ")");
  }

  @Test
  void shouldExitWithTwoWhenADocumentLacksAPart() throws IOException {
    String part = file("part", "{\"format\": \"" + BenchDocument.FORMAT + "\"}");

    assertEquals(2, bench("--compare", document("old", 2), part));

    assertErrorLine(part + ": ");
  }

  @Test
  void shouldReportWithoutMeasuringWhenThereIsADocument() {
    Path report = folder.resolve("report");

    assertEquals(0, bench("--report", report.toString(), "--from", document("kept", 2)));

    assertTrue(Files.exists(report.resolve("index.html")));
  }

  @Test
  void shouldAskForReportWhenOnlyADocumentIsNamed() {
    assertEquals(2, bench("--from", document("kept", 2)));

    assertErrorLine("(expected: --report");
  }
}
