package io.virtfun.benchmarks.side;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Two processes of C that wake each other by eventfds: what it costs that both sides sleep.
 *
 * <p><b>Source:</b> eventfd(2).
 */
final class EventfdClient implements Client {
  private final Process process;
  private final Writer commands;
  private final DataInputStream durations;

  private EventfdClient(Process process) {
    this.process = process;
    commands = process.outputWriter();
    durations = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  static Client connect(String program) throws IOException {
    return new EventfdClient(
        new ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  @Override
  public Caller prepare(Task task) {
    return new Calls();
  }

  private final class Calls implements Caller {
    @Override
    public byte[] once() throws IOException {
      sequential(1, Duration.ZERO, _ -> {});
      return new byte[0];
    }

    @Override
    public void sequential(int calls, Duration pause, LongConsumer nanos) throws IOException {
      commands.write(calls + " " + pause.toNanos() + "\n");
      commands.flush();
      byte[] bytes = new byte[Math.multiplyExact(calls, Long.BYTES)];
      durations.readFully(bytes);
      LongBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
      while (all.hasRemaining()) {
        nanos.accept(all.get());
      }
    }

    @Override
    public long pipelined(int inFlight, Duration duration) {
      throw new UnsupportedOperationException("eventfds add up; there is one call at a time");
    }

    @Override
    public void close() {
      // The process is the client's.
    }
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
    durations.close();
  }
}
