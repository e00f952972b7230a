package io.virtfun.vm.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private final AtomicInteger filled = new AtomicInteger();
  @TempDir private Path folder;
  private Cache cache;

  @BeforeEach
  void makeCache() {
    cache = new Cache(folder);
  }

  private Path entry(String key, int kept, boolean fresh) throws IOException {
    return cache.entry(
        "thing",
        key,
        kept,
        fresh,
        into -> Files.writeString(into.resolve("content"), "fill " + filled.incrementAndGet()));
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void shouldFillOnceUnlessFreshIsAskedFor() throws IOException {
    entry("a", 2, false);
    assertEquals("fill 1", Files.readString(entry("a", 2, false).resolve("content")));
    assertEquals("fill 2", Files.readString(entry("a", 2, true).resolve("content")));
  }

  @Test
  void shouldRemoveWhatWasNotUsedForLongest() throws IOException {
    Files.setLastModifiedTime(entry("a", 2, false), FileTime.fromMillis(1000));
    Files.setLastModifiedTime(entry("b", 2, false), FileTime.fromMillis(2000));
    entry("a", 2, false);
    entry("c", 2, false);

    assertEquals(Set.of("lock", "thing-a", "thing-c"), names());
  }

  @Test
  void shouldLeaveNothingWhenFillingFails() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            cache.entry(
                "thing",
                "a",
                2,
                false,
                into -> {
                  Files.writeString(into.resolve("half"), "x");
                  throw new IOException("full");
                }));

    assertEquals(Set.of("lock"), names());
  }

  @Test
  void shouldRemoveWhatAKilledProcessLeft() throws IOException {
    Files.createDirectories(folder.resolve(".unfinished-1-thing-x/deep"));
    entry("a", 2, false);

    assertEquals(Set.of("lock", "thing-a"), names());
  }

  @Test
  void shouldFillInsideAnotherFilling() throws IOException {
    cache.entry(
        "outer",
        "a",
        2,
        false,
        into -> Files.writeString(into.resolve("x"), "" + entry("b", 2, false)));

    assertEquals(Set.of("lock", "outer-a", "thing-b"), names());
  }

  @Test
  void shouldFillOnceWhenManyAskAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Path>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> entry("a", 2, false));
      }
      for (Future<Path> call : threads.invokeAll(calls)) {
        call.get();
      }
    }

    assertEquals(1, filled.get());
  }
}
