package io.virtfun.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.measure.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchDocumentTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("bench.json");
  }

  private static BenchDocument document(String format) {
    Map<String, Interval> fields =
        Map.of("noop_awake_vs_aeron", new Interval(3.25, 3, 4, List.of(3.0, 3.25, 4.0)));
    Chart chart =
        new Chart(
            "Latency",
            new Chart.Axis("calls of which one is slower", true),
            new Chart.Axis("us", false),
            List.of(new Chart.Series("virtfun", List.of(Chart.Point.of(2, 1.5)))));
    return new BenchDocument(
        format,
        "2026-01-01T00:00:00Z",
        true,
        "./virtfun bench --quick",
        Machine.here(),
        Map.of("noop_awake_vs_aeron", 3.25),
        fields,
        Targets.of(fields),
        List.of(chart),
        Map.of("latency", BenchDocument.node(Map.of("p50", 1))));
  }

  @Test
  void shouldReadWhatItWrote() {
    BenchDocument written = document(BenchDocument.FORMAT);

    written.write(file);

    assertEquals(written, BenchDocument.read(file));
  }

  @Test
  void shouldHaveFiguresAtTheTop() throws IOException {
    document(BenchDocument.FORMAT).write(file);

    JsonNode top = new ObjectMapper().readTree(file.toFile());
    assertEquals(3.25, top.path("noop_awake_vs_aeron").doubleValue());
    assertEquals(4, top.at("/intervals/noop_awake_vs_aeron/high").doubleValue());
    assertEquals("goal", top.at("/targets/0/verdict").textValue());
  }

  @Test
  void shouldNameFormatWhenItIsAnother() {
    document("virtfun-bench-9").write(file);

    String message =
        assertThrows(BenchException.class, () -> BenchDocument.read(file)).getMessage();
    assertTrue(message.contains("virtfun-bench-9 (expected: virtfun-bench-1)"), message);
  }

  @Test
  void shouldNameFileWhenItIsNoDocument() throws IOException {
    Files.writeString(file, "{");

    String message =
        assertThrows(BenchException.class, () -> BenchDocument.read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
  }
}
