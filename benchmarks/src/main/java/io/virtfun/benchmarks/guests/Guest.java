package io.virtfun.benchmarks.guests;

import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.CProgram;
import io.virtfun.benchmarks.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest in C in a process of its own, as {@code guest.c} describes it.
 *
 * <p><b>Thread:</b> one; reading blocks. <b>Ownership:</b> closing ends the process.
 */
public final class Guest implements AutoCloseable {
  private static final String SOURCE = "guest.c";
  private static final String HEADER = "attack.h";
  private static final String READY = "ready";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  /**
   * What a guest did in a measurement.
   *
   * @param p50Nanos of how long calls took, 0 where more than one was outstanding
   * @param p99Nanos the same
   */
  public record Work(long calls, long cpuNanos, long p50Nanos, long p99Nanos) {}

  private Guest(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.orders = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /** Starts one, of {@code noop} by default; {@link #awaitAttached()} ends when it is attached. */
  public static Guest start(Run run, Path socket, String... functionAndArgument) {
    Path program = CProgram.compile(run, Guest.class, SOURCE, HEADER);
    List<String> command = new ArrayList<>(List.of(program.toString(), socket.toString()));
    command.addAll(List.of(functionAndArgument));
    try {
      return run.keep(
          new Guest(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()));
    } catch (IOException e) {
      throw new BenchException("cannot start a guest: " + e.getMessage(), e);
    }
  }

  /** Waits until it is attached. */
  public void awaitAttached() {
    String line = answer();
    if (!line.equals(READY)) {
      throw new BenchException("guest: " + line + " (expected: " + READY + ")");
    }
  }

  /** Has it work; {@link #work()} is what came of it. */
  public void order(Load load, long fromNanos, long untilNanos) {
    try {
      orders.write(
          "%d %d %d %d\n".formatted(load.inFlight(), fromNanos, untilNanos, load.lookNanos()));
      orders.flush();
    } catch (IOException e) {
      throw new BenchException("a guest has ended: " + e.getMessage(), e);
    }
  }

  /** What came of the last order; waits for it. */
  public Work work() {
    String[] numbers = answer().split(" ", -1);
    return new Work(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]));
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new BenchException("a guest has ended (expected: its answer)");
      }
      return line;
    } catch (IOException e) {
      throw new BenchException("a guest has ended: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
