package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.virtfun.shm.RegionGeometry;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** What the tests against a host of their own start from. */
abstract class ScriptedTest {
  private Vertx vertx;
  private TestHost host;
  private Session session;
  private long strandedBytes;

  /** Starts a host with a script and attaches to it. */
  final Session connect(RegionGeometry geometry, Consumer<TestCall> script) throws Exception {
    return connect(geometry, script, options -> options);
  }

  final Session connect(
      RegionGeometry geometry, Consumer<TestCall> script, UnaryOperator<ConnectOptions> options)
      throws Exception {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
    host = TestHost.scripted(geometry, script);
    session = VirtFun.connect(vertx, options.apply(ConnectOptions.to(host.attach()))).await();
    return session;
  }

  @AfterEach
  final void end() {
    session.close().await();
    assertEquals(
        session.arenaBytes() - strandedBytes,
        session.freeArenaBytes(),
        "slices that nobody closed");
    assertEquals(0, session.inFlight());
    host.awaitNoPeers();
    vertx.close().await();
    host.close();
  }

  /** Expects at the end that lanes which the host gave up keep so much of the arena. */
  final void expectStranded(long bytes) {
    strandedBytes = bytes;
  }

  final Vertx vertx() {
    return vertx;
  }

  final TestHost host() {
    return host;
  }

  static RegionGeometry small(int lanes, int capacity) {
    return TestHost.geometry(1 << 20, lanes, capacity);
  }
}
