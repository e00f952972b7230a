package io.virtfun.benchmarks.side;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.time.Duration;
import org.agrona.DirectBuffer;

/**
 * Pings over Aeron's shared memory; spins until the pong is there.
 *
 * <p><b>Source:</b> Aeron, Performance Testing, and its IPC ping-pong benchmark: exclusive
 * publications, {@code tryClaim}, busy spinning.
 */
final class AeronClient implements Client {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Aeron aeron;
  private final ExclusivePublication pings;
  private final Subscription pongs;

  private AeronClient(String folder) throws IOException, InterruptedException {
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder));
    pongs = aeron.addSubscription(AeronServer.CHANNEL, AeronServer.PONGS);
    pings = aeron.addExclusivePublication(AeronServer.CHANNEL, AeronServer.PINGS);
    long start = System.nanoTime();
    while (!pings.isConnected() || !pongs.isConnected()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        aeron.close();
        throw new IOException("aeron: no server at " + folder);
      }
      Thread.sleep(1);
    }
  }

  static Client connect(String address) throws IOException, InterruptedException {
    return new AeronClient(address);
  }

  @Override
  public Caller prepare(Task task) {
    return new Calls(task);
  }

  private final class Calls extends BlockingCaller {
    private static final int FRAGMENTS = 64;

    /** Less than the window of a term, which is half of it. */
    private static final int HELD_BYTES = 4 << 20;

    private static final int FRAME_HEAD_BYTES = 64;

    private final byte[] input;
    private final byte[] output;

    /** A new subscription may be given pongs to clients before. */
    private final long reserved;

    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler received = this::received;
    private int own;

    Calls(Task task) {
      input = task.input();
      boolean echo = task.function().equals("echo");
      reserved = aeron.nextCorrelationId() << 1 | (echo ? AeronServer.ECHO : 0);
      output = new byte[echo ? input.length : 0];
    }

    @Override
    void send(int calls) throws IOException {
      for (int i = 0; i < calls; i++) {
        long position = pings.tryClaim(input.length, claim);
        while (position < 0) {
          if (position == Publication.NOT_CONNECTED || position == Publication.CLOSED) {
            throw new IOException("aeron: the server has gone");
          }
          Thread.onSpinWait();
          position = pings.tryClaim(input.length, claim);
        }
        claim.buffer().putBytes(claim.offset(), input);
        claim.reservedValue(reserved);
        claim.commit();
      }
    }

    @Override
    int receive() throws IOException {
      own = 0;
      while (own == 0) {
        if (pongs.poll(received, FRAGMENTS) == 0) {
          Thread.onSpinWait();
          if (!pongs.isConnected()) {
            throw new IOException("aeron: the server has gone");
          }
        }
      }
      return own;
    }

    private void received(DirectBuffer buffer, int offset, int length, Header header) {
      if (header.reservedValue() == reserved) {
        buffer.getBytes(offset, output, 0, length);
        own++;
      }
    }

    @Override
    byte[] output() {
      return output.clone();
    }

    @Override
    boolean holds(int inFlight) {
      return (long) inFlight * (input.length + FRAME_HEAD_BYTES) <= HELD_BYTES;
    }

    @Override
    public void close() {
      // The streams are the client's.
    }
  }

  @Override
  public void close() {
    aeron.close();
  }
}
