package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.shm.Ivshmem;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When attaching ends early, waits, or happens on any kind of context. */
class AttachLifeTest extends AttachingTest {
  @Test
  void shouldGiveUpWhenTheBrokerSaysNothing() throws Exception {
    try (TestHost host = TestHost.greeting((_, _, _) -> {})) {
      Footprint before = Footprint.now();

      var failure =
          GuestContract.failure(
              AttachException.TimedOut.class,
              VirtFun.connect(
                  vertx(),
                  ConnectOptions.to(host.attach()).withAttachTimeout(Duration.ofMillis(50))));

      assertTrue(failure.getMessage().endsWith("not complete after 50 ms"), failure.getMessage());
      assertTrue(failure.isRetryable());
      host.awaitNoPeers();
      before.awaitAgain(vertx());
    }
  }

  @Test
  void shouldGiveUpWhenADoorbellIsMissing() throws Exception {
    TestHost.Greeting incomplete =
        (to, peer, _) -> {
          to.send(Ivshmem.PROTOCOL_VERSION, null);
          to.send(1, null);
          to.send(Ivshmem.REGION, peer.file());
          to.send(Ivshmem.HOST_PEER_ID, peer.hostDoorbells().getFirst());
        };
    try (TestHost host = TestHost.greeting(incomplete)) {
      Footprint before = Footprint.now();

      GuestContract.failure(
          AttachException.TimedOut.class,
          VirtFun.connect(
              vertx(), ConnectOptions.to(host.attach()).withAttachTimeout(Duration.ofMillis(500))));

      host.awaitNoPeers();
      before.awaitAgain(vertx());
    }
  }

  @Test
  void shouldStopAttachingWhenVertxCloses() throws Exception {
    try (TestHost host = TestHost.greeting((_, _, _) -> {})) {
      Vertx other = Vertx.vertx(VirtFun.vertxOptions());
      Future<Session> attaching = VirtFun.connect(other, host.attach());
      host.awaitConnections(1);

      other.close().await();

      host.awaitNoPeers();
      assertTrue(attaching.failed());
      assertEquals(AttachException.Cancelled.class, attaching.cause().getClass());
    }
  }

  @Test
  void shouldAttachWhenMoreWaitThanTheBacklogHolds() throws Exception {
    try (TestHost host = TestHost.running(TestHost.geometry(1 << 20, 1, 4))) {
      var sessions =
          IntStream.range(0, 200).mapToObj(_ -> VirtFun.connect(vertx(), host.attach())).toList();

      Future.all(sessions).await();

      Future.all(sessions.stream().map(s -> s.result().close()).toList()).await();
      host.awaitNoPeers();
    }
  }

  @Test
  void shouldEndTheSessionWithTheVerticleThatConnected() throws Exception {
    try (TestHost host = TestHost.running(TestHost.geometry(1 << 20, 1, 4))) {
      String id =
          vertx()
              .deployVerticle(
                  () ->
                      new VerticleBase() {
                        @Override
                        public Future<?> start() {
                          return VirtFun.connect(vertx(), host.attach());
                        }
                      },
                  new DeploymentOptions())
              .await();
      assertTrue(host.hasPeers());

      vertx().undeploy(id).await();

      host.awaitNoPeers();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void shouldAttachFromAnyContext(ThreadingModel model) throws Exception {
    try (TestHost host = TestHost.running(TestHost.geometry(1 << 20, 2, 4))) {
      Context context = ((VertxInternal) vertx()).createContext(model);
      Promise<Session> connected = Promise.promise();
      Promise<Context> completedOn = Promise.promise();
      context.runOnContext(
          _ ->
              VirtFun.connect(vertx(), host.attach())
                  .onComplete(_ -> completedOn.complete(Vertx.currentContext()))
                  .onComplete(connected));

      Session session = connected.future().await();

      assertSame(context, completedOn.future().await());
      assertEquals(1, session.function("echo").call(Buffer.buffer("a")).await().outputBytes());
      session.close().await();
      host.awaitNoPeers();
    }
  }
}
