package io.virtfun.guest;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.Ivshmem;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.MessageSocket;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A host over a real socket and real memory, whose answers and whose greeting a test scripts.
 *
 * <p><b>Thread:</b> the test's; what scripts do runs on the host's event loop.
 */
final class TestHost implements AutoCloseable {
  /** Of docs/shared-memory.md, "RegionHeader". */
  private static final long FEATURES_OFFSET = 32;

  private static final int FIRST_PEER_ID = 3;
  private static final long LOOK_AGAIN_MILLIS = 2;

  private final Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
  private final CopyOnWriteArrayList<TestPeer> peers = new CopyOnWriteArrayList<>();
  private final Path socket;
  private final RegionGeometry geometry;
  private final Consumer<TestCall> script;
  private final Greeting greeting;
  private final NetServer server;
  private volatile boolean closed;
  private final AtomicInteger connections = new AtomicInteger();

  /** What the host sends to a guest that connects. */
  interface Greeting {
    void greet(MessageSocket to, TestPeer peer, NetSocket connection) throws LinuxException;
  }

  private TestHost(
      Path socket, RegionGeometry geometry, Consumer<TestCall> script, Greeting greeting) {
    this.socket = socket;
    this.geometry = geometry;
    this.script = script;
    this.greeting = greeting;
    // As short a backlog as there is, so that guests which come at once have to wait.
    NetServerOptions options = new NetServerOptions().setAcceptBacklog(1);
    this.server = vertx.createNetServer(options).connectHandler(this::connected);
    server.listen(SocketAddress.domainSocketAddress(socket.toString())).await();
  }

  /** A host that runs the functions it is asked to. */
  static TestHost running(RegionGeometry geometry) throws Exception {
    return scripted(geometry, TestCall::run);
  }

  /** A host that does with calls what a script says. */
  static TestHost scripted(RegionGeometry geometry, Consumer<TestCall> script) throws Exception {
    return new TestHost(newSocket(), geometry, script, TestHost::greet);
  }

  /** The same, of a wire version that has no optional features. */
  static TestHost older(RegionGeometry geometry, Consumer<TestCall> script) throws Exception {
    return new TestHost(
        newSocket(),
        geometry,
        script,
        (to, peer, connection) -> {
          peer.region().memory().set(ValueLayout.JAVA_LONG, FEATURES_OFFSET, 0);
          greet(to, peer, connection);
        });
  }

  /** A host that greets as a script says. */
  static TestHost greeting(Greeting greeting) throws Exception {
    return new TestHost(newSocket(), geometry(1 << 20, 1, 4), TestCall::run, greeting);
  }

  static RegionGeometry geometry(long regionBytes, int lanes, int capacity) {
    return new RegionGeometry(
        regionBytes, lanes, capacity, CatalogueCodec.sizeBytes(TestFunctions.catalogue()));
  }

  static Path newSocket() throws Exception {
    return Files.createTempDirectory("virtfun").resolve("s");
  }

  /** All messages of an attach, in order. */
  static void greet(MessageSocket to, TestPeer peer, NetSocket connection) throws LinuxException {
    to.send(Ivshmem.PROTOCOL_VERSION, null);
    to.send(FIRST_PEER_ID, null);
    to.send(Ivshmem.REGION, peer.file());
    for (Fd doorbell : peer.hostDoorbells()) {
      to.send(Ivshmem.HOST_PEER_ID, doorbell);
    }
    for (Fd doorbell : peer.guestDoorbells()) {
      to.send(FIRST_PEER_ID, doorbell);
    }
  }

  private void connected(NetSocket connection) {
    connections.incrementAndGet();
    var channel =
        (EpollDomainSocketChannel)
            ((NetSocketInternal) connection).channelHandlerContext().channel();
    try {
      TestPeer peer = new TestPeer((IoEventLoop) channel.eventLoop(), geometry, script);
      peers.add(peer);
      connection.closeHandler(
          _ -> {
            peer.close();
            peers.remove(peer);
          });
      greeting.greet(new MessageSocket(channel.fd().intValue()), peer, connection);
      peer.serve();
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  String attach() {
    return "unix:" + socket;
  }

  Path socket() {
    return socket;
  }

  /** How many guests have connected so far. */
  int connections() {
    return connections.get();
  }

  /** The only attached guest. */
  TestPeer peer() {
    return peers.getFirst();
  }

  boolean hasPeers() {
    return !peers.isEmpty();
  }

  /** Waits until the host has let go of every guest. */
  void awaitNoPeers() {
    awaitPeers(0);
  }

  /** Waits until so many guests are attached. */
  void awaitPeers(int count) {
    if (!closed) {
      await(() -> peers.size() == count);
    }
  }

  /** Waits until so many guests have connected. */
  void awaitConnections(int count) {
    await(() -> connections.get() >= count);
  }

  /** Waits until something becomes true on the host's event loop. */
  void await(BooleanSupplier condition) {
    Promise<Void> reached = Promise.promise();
    long timer =
        vertx.setPeriodic(
            LOOK_AGAIN_MILLIS,
            _ -> {
              if (condition.getAsBoolean()) {
                reached.tryComplete();
              }
            });
    reached.future().await();
    vertx.cancelTimer(timer);
  }

  /** Does something on the host's event loop and waits for it. */
  <T> T onLoop(Callable<T> action) {
    CompletableFuture<T> done = new CompletableFuture<>();
    ((VertxInternal) vertx)
        .nettyEventLoopGroup()
        .next()
        .execute(
            () -> {
              try {
                done.complete(action.call());
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    return done.join();
  }

  void run(Runnable action) {
    onLoop(
        () -> {
          action.run();
          return null;
        });
  }

  /** Ends all connections, as a broker does that dies. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    run(() -> peers.forEach(TestPeer::close));
    vertx.close().await();
    try {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(socket.getParent());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
