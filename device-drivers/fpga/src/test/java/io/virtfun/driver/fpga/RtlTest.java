package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The RTL's own testbench, and its synthesis. */
@Timeout(900)
class RtlTest {
  private static final Path MODULE =
      Path.of(System.getProperty("virtfun.basedir", "../.."), "device-drivers/fpga")
          .toAbsolutePath();
  private static final Path RTL = MODULE.resolve("src/main/rtl");
  private static final Path TESTS = MODULE.resolve("src/test/rtl");
  private static final Pattern CELL = Pattern.compile(" +([A-Z][A-Z0-9]+) +([0-9]+)");

  private static void assumeInstalled(List<String> programs) {
    Optional<String> missing = Tools.missing(programs);
    assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
  }

  @Test
  void shouldPassItsTestbench(@TempDir Path folder) throws IOException {
    assumeInstalled(List.of("verilator", "g++", "make"));
    String built =
        Tools.run(
            TESTS,
            List.of(
                "verilator",
                "--binary",
                "-Wno-WIDTH",
                "-CFLAGS",
                "-O0",
                "-I" + RTL,
                "-Mdir",
                folder.toString(),
                "--top-module",
                "tb_virtfun",
                "tb_virtfun.sv",
                "tb_memory.sv"));
    assertFalse(built.contains("%Warning"), built);

    String said = Tools.run(folder, List.of(folder.resolve("Vtb_virtfun").toString()));

    assertTrue(said.lines().anyMatch("passed"::equals), said);
  }

  @Test
  void shouldHaveNoLintWarning() throws IOException {
    assumeInstalled(List.of("verilator"));

    assertEquals(
        "", Tools.run(RTL, List.of("verilator", "--lint-only", "-Wall", "virtfun_top.sv")));
  }

  /** The script fails on latches, loops, and drivers that conflict or are missing. */
  @Test
  void shouldSynthesizeToTheDocumentedCells() throws IOException {
    assumeInstalled(List.of("yosys"));
    String said = Tools.run(RTL, List.of("yosys", "-s", TESTS.resolve("synthesis.ys").toString()));

    List<String> rows = cells(said.substring(said.lastIndexOf("=== design hierarchy ===")));
    assertTrue(rows.stream().anyMatch(row -> row.startsWith("LUT6 ")), rows.toString());
    assertFalse(said.contains("Latch inferred"));
    String version = Tools.run(RTL, List.of("yosys", "-V"));
    Document document = Document.read();
    if (version.startsWith("Yosys " + document.yosysVersion() + " ")) {
      List<String> documented =
          document.rows("cells", "virtfun_top").stream()
              .map(row -> row.get(0) + " " + row.get(1))
              .toList();
      assertEquals(documented, rows);
    }
  }

  private static List<String> cells(String statistics) {
    List<String> rows = new ArrayList<>();
    statistics
        .lines()
        .takeWhile(line -> !line.startsWith("End of script"))
        .forEach(
            line -> {
              Matcher cell = CELL.matcher(line);
              if (cell.matches()) {
                rows.add(cell.group(1) + " " + cell.group(2));
              }
            });
    return rows;
  }

  @Test
  void shouldShipEverySourceWithTheDriver() throws IOException {
    assertEquals(
        Stream.of(RTL, MODULE.resolve("src/main/sim"))
            .flatMap(RtlTest::files)
            .collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(Set.copyOf(SimulatorBuild.SOURCES)));
  }

  private static Stream<String> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
