package io.virtfun.benchmarks.side;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Answers pings on Aeron's shared memory, from a thread that spins while a measurement is made, and
 * brings the media driver, which only allots the memory.
 */
final class AeronServer implements Server, Control.Pace {
  static final String CHANNEL = "aeron:ipc";
  static final int PINGS = 1001;
  static final int PONGS = 1002;

  /**
   * In the reserved value of a ping that wants its bytes back; others want an empty pong. The rest
   * of the value is the client's, and the pong has the same.
   */
  static final long ECHO = 1;

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long MOST_MEMORY_BYTES = 512L << 20;
  private static final int TERM_BYTES = 16 << 20;
  private static final int FRAGMENTS = 64;
  private static final long REST_NANOS = 10_000_000;

  private final String folder;
  private final MediaDriver driver;
  private final Aeron aeron;
  private final Subscription pings;
  private final ExclusivePublication pongs;
  private final BufferClaim claim = new BufferClaim();
  private final Thread thread;
  private volatile boolean awake;
  private volatile boolean closed;

  private AeronServer(Path folder) {
    this.folder = folder.toString();
    driver =
        MediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(this.folder)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .ipcTermBufferLength(TERM_BYTES)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true));
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(this.folder));
    pings = aeron.addSubscription(CHANNEL, PINGS);
    pongs = aeron.addExclusivePublication(CHANNEL, PONGS);
    thread = Thread.ofPlatform().daemon().name("aeron-echo").start(this::serve);
  }

  static Server serve(Path folder) throws IOException {
    boolean room =
        Files.isDirectory(MEMORY)
            && Files.getFileStore(MEMORY).getUsableSpace() > MOST_MEMORY_BYTES;
    return new AeronServer(
        room
            ? MEMORY.resolve("virtfun-bench-aeron-" + ProcessHandle.current().pid())
            : folder.resolve("aeron"));
  }

  private void serve() {
    FragmentHandler pong = this::pong;
    while (!closed) {
      if (pings.poll(pong, FRAGMENTS) == 0) {
        if (awake) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(REST_NANOS);
        }
      }
    }
  }

  private void pong(DirectBuffer buffer, int offset, int length, Header header) {
    long reserved = header.reservedValue();
    int bytes = (reserved & ECHO) != 0 ? length : 0;
    long position = pongs.tryClaim(bytes, claim);
    while (position < 0 && position != Publication.NOT_CONNECTED && !closed) {
      Thread.onSpinWait();
      position = pongs.tryClaim(bytes, claim);
    }
    if (position >= 0) {
      claim.buffer().putBytes(claim.offset(), buffer, offset, bytes);
      claim.reservedValue(reserved);
      claim.commit();
    }
  }

  @Override
  public String address() {
    return folder;
  }

  @Override
  public Control.Pace pace() {
    return this;
  }

  @Override
  public void awake() {
    awake = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void rest() {
    awake = false;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    aeron.close();
    driver.close();
  }
}
