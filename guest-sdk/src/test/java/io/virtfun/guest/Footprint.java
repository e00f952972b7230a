package io.virtfun.guest;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds of the machine.
 *
 * @param descriptors open files
 * @param mappings mapped memory files, which is how a region comes
 */
public record Footprint(long descriptors, long mappings) {
  private static final long LOOK_AGAIN_MILLIS = 5;

  /** Now, with every event loop started, since the first use of each opens files for good. */
  public static Footprint withLoopsStarted(Vertx vertx) {
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      loop.submit(() -> {}).syncUninterruptibly();
    }
    return now();
  }

  /** Now. */
  public static Footprint now() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"));
        Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return new Footprint(files.count(), mappings.filter(m -> m.contains("/memfd:")).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it is this again; what a peer process or thread holds goes a little later. */
  public void awaitAgain(Vertx vertx) {
    Promise<Void> again = Promise.promise();
    long timer =
        vertx.setPeriodic(
            LOOK_AGAIN_MILLIS,
            _ -> {
              if (now().equals(this)) {
                again.tryComplete();
              }
            });
    again.future().await();
    vertx.cancelTimer(timer);
  }
}
