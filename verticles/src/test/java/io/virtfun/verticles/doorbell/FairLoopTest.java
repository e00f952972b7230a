package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that never let their lanes rest leave the event loop to others, too. */
final class FairLoopTest {
  private static final int GUESTS = 2;
  private static final int ROUND_TRIPS = 20;
  private static final int TICKS = 10;
  private static final int LOOKS = 200;
  private static final int BATCH = 64;
  private static final int CALLS_PER_TURN = BATCH * GUESTS;

  private final AtomicBoolean done = new AtomicBoolean();
  private final GuestThreads guests = new GuestThreads();

  @TempDir Path folder;

  private void flood(TestBroker broker) {
    for (int i = 0; i < GUESTS; i++) {
      GuestLane lane = broker.attach(1).lane(0);
      guests.start(() -> flood(lane));
    }
  }

  private void flood(GuestLane lane) {
    while (!done.get()) {
      if (lane.outstanding() < GuestLane.SLOTS) {
        lane.submit(TestBroker.ECHO);
      } else {
        lane.take();
      }
    }
  }

  private void calm() throws InterruptedException {
    done.set(true);
    guests.join();
  }

  @Test
  void shouldServeSocketsAndTimersWhenGuestsFloodTheLoop()
      throws InterruptedException, IOException {
    try (TestBroker broker = new TestBroker(1, Duration.ofSeconds(10))) {
      Path socket = folder.resolve("echo");
      TestBroker.await(
          broker
              .vertx()
              .createNetServer()
              .connectHandler(connection -> connection.handler(connection::write))
              .listen(SocketAddress.domainSocketAddress(socket.toString())));
      flood(broker);
      CountDownLatch ticks = new CountDownLatch(TICKS);
      broker.vertx().setPeriodic(1, _ -> ticks.countDown());
      echo(socket);
      ticks.await();
      calm();
      assertTrue(broker.echoed.sum() > ROUND_TRIPS, "the guests were served, too");
    } finally {
      done.set(true);
    }
  }

  private static void echo(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      for (int i = 0; i < ROUND_TRIPS; i++) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) i}));
        ByteBuffer answer = ByteBuffer.allocate(1);
        assertEquals(1, channel.read(answer));
        assertEquals((byte) i, answer.get(0));
      }
    }
  }

  @Test
  void shouldLookAtInputBetweenFewCallsWhenGuestsFloodTheLoop()
      throws InterruptedException, IOException {
    AtomicLong most = new AtomicLong();
    CountDownLatch looks = new CountDownLatch(LOOKS);
    try (TestBroker broker = new TestBroker(1, Duration.ofSeconds(10));
        Fd ready = EventFd.create(1)) {
      IoEventLoop loop =
          (IoEventLoop) ((ContextInternal) broker.vertx().getOrCreateContext()).nettyEventLoop();
      AtomicLong before = new AtomicLong(-1);
      flood(broker);
      IoRegistration registration =
          ReadyHandle.register(
              loop,
              ready,
              () -> {
                long echoed = broker.echoed.sum();
                long last = before.getAndSet(echoed);
                if (last >= 0 && echoed > last) {
                  most.accumulateAndGet(echoed - last, Math::max);
                  looks.countDown();
                }
              });
      looks.await();
      registration.cancel();
      calm();
    } finally {
      done.set(true);
    }
    assertTrue(most.get() <= 4 * CALLS_PER_TURN, "calls between two looks: " + most.get());
  }
}
