package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every contract of the SDK starts from: an attached session that ends with nothing held. */
public abstract class GuestContract {
  /** Only Vert.x's own threads and one session at a time run while a test does. */
  private Vertx vertx;

  private Session session;
  private long freeArenaBytes;

  /** Where a broker listens that offers the functions of the software device. */
  protected abstract String attach();

  @BeforeEach
  final void connect() {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
    session = VirtFun.connect(vertx, options()).await();
    freeArenaBytes = session.freeArenaBytes();
  }

  @AfterEach
  final void close() {
    try {
      if (session.endedFailure("test") == null) {
        assertEquals(0, session.inFlight());
        assertEquals(0, session.strayCompletions());
        assertEquals(freeArenaBytes, session.freeArenaBytes(), "slices that nobody closed");
      }
      session.close().await();
    } finally {
      vertx.close().await();
    }
  }

  /** How the session is connected. */
  protected ConnectOptions options() {
    return ConnectOptions.to(attach());
  }

  final Vertx vertx() {
    return vertx;
  }

  final Session session() {
    return session;
  }

  final VFunction function(String name) {
    return session.function(name);
  }

  /** A session of its own, whose calls the host checks alone. */
  final Session uncheckedSession() {
    return VirtFun.connect(vertx, options().withLocalChecks(false)).await();
  }

  /** What a future fails with. */
  static <T extends Throwable> T failure(Class<T> type, Future<?> future) {
    try {
      Object result = future.await();
      throw new AssertionError("succeeded with " + result + " (expected: " + type + ")");
    } catch (Throwable e) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      throw e;
    }
  }

  /** Bytes that are the same on every run. */
  static Buffer bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
