package io.virtfun.benchmarks.side;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits on its own thread for what it has sent.
 *
 * <p><b>Thread:</b> one, but for {@link #send}, which a second one calls where the calls
 * outstanding do not fit into what lies between here and there.
 */
abstract class BlockingCaller implements Caller {
  /** Starts calls. */
  abstract void send(int calls) throws IOException;

  /** Waits until at least one has ended; how many have. */
  abstract int receive() throws IOException;

  /** The output of the call that ended last. */
  abstract byte[] output();

  /** Whether so many can be sent before any is received. */
  abstract boolean holds(int inFlight);

  @Override
  public final byte[] once() throws Exception {
    send(1);
    receive();
    return output();
  }

  @Override
  public final void sequential(int calls, Duration pause, LongConsumer nanos) throws Exception {
    for (int i = 0; i < calls; i++) {
      if (i > 0 && pause.isPositive()) {
        Thread.sleep(pause);
      }
      long start = System.nanoTime();
      send(1);
      receive();
      nanos.accept(System.nanoTime() - start);
    }
  }

  @Override
  public final long pipelined(int inFlight, Duration duration) throws Exception {
    long start = System.nanoTime();
    long nanos = duration.toNanos();
    return holds(inFlight) ? inTurn(inFlight, start, nanos) : apart(inFlight, start, nanos);
  }

  /** Sends as many as it has just received, which batches both ways. */
  private long inTurn(int inFlight, long start, long nanos) throws IOException {
    send(inFlight);
    long ended = 0;
    int outstanding = inFlight;
    while (outstanding > 0) {
      int received = receive();
      ended += received;
      if (System.nanoTime() - start < nanos) {
        send(received);
      } else {
        outstanding -= received;
      }
    }
    return ended;
  }

  /** Receives here while another thread sends. */
  private long apart(int inFlight, long start, long nanos) throws Exception {
    Sending sending = new Sending(inFlight);
    long ended = 0;
    try {
      int outstanding = inFlight;
      while (outstanding > 0) {
        int received = receive();
        ended += received;
        if (System.nanoTime() - start < nanos) {
          sending.free.release(received);
        } else {
          outstanding -= received;
        }
      }
      sending.end();
    } catch (IOException | RuntimeException e) {
      sending.abandon(e);
      throw e;
    }
    return ended;
  }

  /** A thread that sends as many as are free; what it fails at interrupts who receives. */
  private final class Sending {
    private final Semaphore free;
    private final Thread receiver = Thread.currentThread();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean over;

    Sending(int inFlight) {
      free = new Semaphore(inFlight);
      thread = Thread.ofPlatform().daemon().name("sender").start(this::send);
    }

    private void send() {
      try {
        free.acquire();
        while (!over) {
          BlockingCaller.this.send(1 + free.drainPermits());
          free.acquire();
        }
      } catch (InterruptedException | IOException | RuntimeException e) {
        failure.set(e);
        receiver.interrupt();
      }
    }

    /** Everything has been sent and received; an interrupt now would close the channel. */
    void end() throws InterruptedException {
      over = true;
      free.release();
      thread.join();
    }

    void abandon(Exception e) throws InterruptedException {
      Throwable cause = failure.get();
      if (cause != null) {
        e.addSuppressed(cause);
        Thread.interrupted();
      }
      over = true;
      thread.interrupt();
      thread.join();
    }
  }
}
