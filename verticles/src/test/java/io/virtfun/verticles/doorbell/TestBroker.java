package io.virtfun.verticles.doorbell;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.device.DeviceVerticle;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Doorbells, and behind them a device that answers at once and one that waits to be let go. */
final class TestBroker implements AutoCloseable {
  /** Copies its input, on the device's event loop. */
  static final int ECHO = 1;

  /** Copies its input, on a worker thread. */
  static final int WORK = 2;

  /** Copies its input, on a worker thread of the slow device, once it is let go. */
  static final int SLOW = 4;

  /** Takes the memory of its caller away, on the device's event loop. */
  static final int UNMAP = 3;

  /** Waits, on a worker thread of the slow device, until it is asked to stop. */
  static final int ENDLESS = 5;

  /** Keeps the event loop busy for {@link #BUSY_NANOS}. */
  static final int BUSY = 6;

  static final long BUSY_NANOS = 20_000;
  static final int SLOW_SLOTS = 2;
  static final int SLOW_WINDOW = 4;

  private final Vertx vertx;
  private final Routes routes;
  private final Doorbells doorbells;
  private final String fastDevice;
  private final String slowDevice;
  private final List<TestPeer> peers = new CopyOnWriteArrayList<>();

  /** The calls that ran on the fast device's event loop. */
  final LongAdder echoed = new LongAdder();

  /** One permit lets one call of the slow device go. */
  final Semaphore permits = new Semaphore(0);

  /** The calls that the slow device has begun. */
  final BlockingQueue<Invocation> begun = new LinkedBlockingQueue<>();

  /** The calls that kept an event loop busy, in order. */
  final BlockingQueue<Ran> busy = new LinkedBlockingQueue<>();

  /** A call that ran on an event loop, and for how long. */
  record Ran(Invocation invocation, long nanos) {}

  TestBroker(int eventLoops, Duration linger) {
    vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops));
    Bus.register(vertx);
    TestDevice fast =
        new TestDevice(
            2,
            List.of(
                Synchronous.inline(spec("echo"), this::countAndEcho),
                Synchronous.worker(spec("work"), TestBroker::echo),
                Synchronous.inline(spec("unmap"), this::unmap)));
    TestDevice slow =
        new TestDevice(
            SLOW_SLOTS,
            List.of(
                Synchronous.worker(spec("slow"), this::waitAndEcho),
                Synchronous.worker(spec("endless"), this::waitForStop),
                Synchronous.inline(spec("busy"), this::beBusy)));
    fastDevice =
        await(vertx.deployVerticle(new DeviceVerticle(new DeviceRoute(1, "fast", 256), fast)));
    DeviceRoute slowRoute = new DeviceRoute(2, "slow", SLOW_WINDOW);
    slowDevice = await(vertx.deployVerticle(new DeviceVerticle(slowRoute, slow)));
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    implementations.put(new DeviceRoute(1, "fast", 256), fast.specs());
    implementations.put(slowRoute, slow.specs());
    routes = Routes.of(implementations);
    doorbells = await(Doorbells.deploy(vertx, eventLoops, routes, Polling.fixed(linger)));
  }

  private static FunctionSpec spec(String name) {
    return new FunctionSpec(name, 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  }

  private static Outcome echo(Invocation invocation) {
    invocation.output().copyFrom(invocation.input());
    return Outcome.ok(invocation.input().byteSize());
  }

  private Outcome unmap(Invocation invocation) {
    peers.stream()
        .filter(peer -> peer.holds(invocation.input()))
        .forEach(peer -> peer.peer().arena().close());
    return Outcome.ok(0);
  }

  private Outcome countAndEcho(Invocation invocation) {
    echoed.increment();
    return echo(invocation);
  }

  private Outcome beBusy(Invocation invocation) {
    long started = System.nanoTime();
    long ran = 0;
    while (ran < BUSY_NANOS) {
      Thread.onSpinWait();
      ran = System.nanoTime() - started;
    }
    busy.add(new Ran(invocation, ran));
    return echo(invocation);
  }

  private Outcome waitAndEcho(Invocation invocation) {
    begun.add(invocation);
    permits.acquireUninterruptibly();
    return echo(invocation);
  }

  private Outcome waitForStop(Invocation invocation) {
    CountDownLatch asked = new CountDownLatch(1);
    invocation.cancellation().onRequest(asked::countDown);
    begun.add(invocation);
    try {
      asked.await();
    } catch (InterruptedException e) {
      return Outcome.deviceFailed();
    }
    return Outcome.stopped();
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  Vertx vertx() {
    return vertx;
  }

  Doorbells doorbells() {
    return doorbells;
  }

  /** A guest that is not attached yet; closed with the broker. */
  TestPeer newPeer(int laneCount) {
    return newPeer(new Tenant("tenant-" + peers.size(), TenantLimits.none(), 0), laneCount);
  }

  /** A guest of a tenant that is not attached yet; closed with the broker. */
  TestPeer newPeer(Tenant tenant, int laneCount) {
    TestPeer peer = new TestPeer(tenant, laneCount, routes.catalogue());
    peers.add(peer);
    return peer;
  }

  /** An attached guest of a tenant, detached and closed with the broker. */
  TestPeer attach(Tenant tenant, int laneCount) {
    TestPeer peer = newPeer(tenant, laneCount);
    await(doorbells.attach(peer.peer(), () -> {}));
    return peer;
  }

  /** An attached guest, detached and closed with the broker. */
  TestPeer attach(int laneCount) {
    TestPeer peer = newPeer(laneCount);
    await(doorbells.attach(peer.peer(), () -> {}));
    return peer;
  }

  /** Detaches a guest and frees what it has. */
  void detach(TestPeer peer) {
    await(doorbells.detach(peer.peer()));
    peer.close();
    peers.remove(peer);
  }

  void undeployFastDevice() {
    await(vertx.undeploy(fastDevice));
  }

  /** Ends when no call runs on it any more. */
  Future<Void> undeploySlowDevice() {
    return vertx.undeploy(slowDevice);
  }

  @Override
  public void close() {
    permits.release(Integer.MAX_VALUE / 2);
    List.copyOf(peers).forEach(this::detach);
    await(vertx.close());
  }
}
