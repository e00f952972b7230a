package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A lane whose memory the host itself has lost harms no other lane of the event loop. */
final class FailingLaneTest {
  private static final int PEERS = 5;

  /** All ring while the loop is held up, so that their calls travel in one message. */
  @Test
  void shouldAnswerTheOthersWhenOneOfTheBatchFails() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      List<TestPeer> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        peers.add(broker.attach(1));
      }
      TestPeer failing = peers.get(PEERS / 2);
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      broker.vertx().runOnContext(_ -> hold(held, go));
      held.await();
      for (TestPeer peer : peers) {
        peer.lane(0).submit(peer == failing ? TestBroker.UNMAP : TestBroker.ECHO);
        peer.lane(0).ring();
      }
      go.countDown();

      for (TestPeer peer : peers) {
        if (peer != failing) {
          peer.lane(0).await();
          peer.lane(0).callPipelined(TestBroker.ECHO, 100, 4);
        }
      }
      assertEquals(0, failing.lane(0).take());
      broker.detach(failing);
    }
  }

  private static void hold(CountDownLatch held, CountDownLatch go) {
    held.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
