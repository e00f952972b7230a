package io.virtfun.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of some scenarios, or the part of it that is one scenario: how it is to be made, a folder
 * for it, and what it has started.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> closing ends whatever was {@link #keep kept}, the last
 * first, and removes the folder; idempotent.
 */
public final class Run implements AutoCloseable {
  private final boolean quick;
  private final boolean verbose;
  private final Path folder;
  private final @Nullable Run whole;
  private final Map<String, Object> shared = new HashMap<>();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private volatile boolean closed;

  /** A run with a folder of its own. */
  public Run(boolean quick, boolean verbose) {
    this(quick, verbose, null);
  }

  private Run(boolean quick, boolean verbose, @Nullable Run whole) {
    this.quick = quick;
    this.verbose = verbose;
    this.whole = whole;
    try {
      folder = Files.createTempDirectory("virtfun-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The part that is one scenario, or one of its measurements; closed before the whole. */
  public Run nested() {
    return keep(new Run(quick, verbose, this));
  }

  /**
   * What the scenarios of a run share, made by the first that asks for it.
   *
   * @param making gets the run that is to keep what it starts
   */
  public <T> T shared(String name, Class<T> type, Function<Run, T> making) {
    if (whole != null) {
      return whole.shared(name, type, making);
    }
    Object known = shared.get(name);
    if (known == null) {
      known = making.apply(this);
      shared.put(name, known);
    }
    return type.cast(known);
  }

  /** Whether a short measurement is enough. */
  public boolean quick() {
    return quick;
  }

  /** Whether what processes write to stderr is shown. */
  public boolean verbose() {
    return verbose;
  }

  /** For sockets and whatever else is kept in files meanwhile. */
  public Path folder() {
    return folder;
  }

  /** Shows how far the run is. */
  public void say(String line) {
    System.err.println(line);
  }

  /** Has something closed when the run ends, however it ends. */
  public synchronized <T extends AutoCloseable> T keep(T resource) {
    started.push(resource);
    if (closed) {
      endAll();
    }
    return resource;
  }

  /** Whether the run has ended or is being ended. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    endAll();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException | UncheckedIOException e) {
      // It is gone already.
    }
  }

  private void endAll() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        say("cannot end: " + e.getMessage());
      }
    }
  }
}
