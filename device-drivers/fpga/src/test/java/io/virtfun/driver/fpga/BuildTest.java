package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What making a library needs, and where it is kept. */
class BuildTest {
  @TempDir Path folder;

  private static Path library(Path work, String content) throws IOException {
    return Files.writeString(work.resolve("made.so"), content);
  }

  @Test
  void shouldMakeEachLibraryOnce() throws IOException {
    LibraryCache cache = new LibraryCache(folder.resolve("deep/cache"));

    Path made = cache.entry("key", work -> library(work, "first"));

    assertEquals(made, cache.entry("key", work -> library(work, "second")));
    assertEquals("first", Files.readString(made));
    assertEquals(Set.of("key.so", "lock"), names(made.getParent()));
  }

  @Test
  void shouldLeaveNothingWhenMakingFails() throws IOException {
    LibraryCache cache = new LibraryCache(folder);

    assertThrows(
        IOException.class,
        () ->
            cache.entry(
                "key",
                work -> {
                  library(work, "half");
                  throw new IOException("on purpose");
                }));

    assertEquals(Set.of("lock"), names(folder));
  }

  @Test
  void shouldStartAfreshWhenAnotherWasKilled() throws IOException {
    Files.createDirectories(folder.resolve("work/model"));
    Files.writeString(folder.resolve("work/model/left"), "over");

    new LibraryCache(folder)
        .entry(
            "key",
            work -> {
              assertEquals(Set.of(), names(work));
              return library(work, "made");
            });
  }

  @Test
  void shouldKeepEightLibraries() throws IOException {
    LibraryCache cache = new LibraryCache(folder);
    for (int i = 0; i < 12; i++) {
      String key = "key" + i;
      Path ignored = cache.entry(key, work -> library(work, key));
    }

    Set<String> names = names(folder);
    assertEquals(9, names.size(), names.toString());
    assertTrue(names.contains("key11.so"), names.toString());
  }

  private static Set<String> names(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void shouldNameWhatIsMissingAndHowToGetIt() throws IOException {
    Path program = Files.createFile(folder.resolve("g++"));
    assertTrue(program.toFile().setExecutable(true));
    String path = "/nowhere:" + folder;

    assertEquals(
        Optional.of("verilator is not installed (Debian: apt-get install verilator g++)"),
        Tools.missing(Tools.OF_SIMULATION, path));
    assertEquals(
        Optional.of("verilator and g++ are not installed (Debian: apt-get install verilator g++)"),
        Tools.missing(Tools.OF_SIMULATION, null));
    assertEquals(Optional.empty(), Tools.missing(List.of("g++"), path));
  }

  @Test
  void shouldSayTheLastLineWhenAProgramFails() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> Tools.run(folder, List.of("sh", "-c", "echo one; echo two; exit 3")));

    assertEquals("sh: exit code 3: two", e.getMessage());
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
