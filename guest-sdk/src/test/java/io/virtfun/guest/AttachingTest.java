package io.virtfun.guest;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of attaching start from: a process that has attached before. */
abstract class AttachingTest {
  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());

  /** Starts what the first attach of a process starts for good. */
  @BeforeEach
  final void warmUp() throws Exception {
    try (TestHost host = TestHost.running(TestHost.geometry(1 << 20, 1, 4))) {
      VirtFun.connect(vertx, host.attach()).await().close().await();
    }
    Footprint.withLoopsStarted(vertx);
  }

  @AfterEach
  final void close() {
    vertx.close().await();
  }

  final Vertx vertx() {
    return vertx;
  }
}
