package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A peer that cannot be served is refused, and nothing of it is served. */
final class AttachFailureTest {
  private static void assertRefused(TestBroker broker, TestPeer peer, List<Fd> hostDoorbells)
      throws IOException {
    Resources before = Resources.held();
    Peer broken =
        new Peer(
            "broken",
            peer.peer().arena(),
            peer.peer().region(),
            hostDoorbells,
            peer.peer().guestDoorbells(),
            peer.peer().tenant());
    assertThrows(
        CompletionException.class,
        () -> TestBroker.await(broker.doorbells().attach(broken, () -> {})));

    peer.lane(0).submit(TestBroker.ECHO);
    peer.lane(0).ring();
    broker.attach(1).lane(0).callPipelined(TestBroker.ECHO, 100, 1);
    assertEquals(0, peer.lane(0).take(), "a lane of a refused peer is served");
    assertTrue(broker.doorbells().detach(broken).succeeded());
    assertEquals(before.memoryFiles(), Resources.held().memoryFiles());
  }

  @Test
  void shouldRefuseWhenADoorbellIsClosed() throws IOException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(2);
      List<Fd> doorbells = peer.peer().hostDoorbells();
      doorbells.get(1).close();
      assertRefused(broker, peer, doorbells);
    }
  }

  @Test
  void shouldRefuseWhenADoorbellCannotBeWatched() throws IOException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO);
        Fd file = Memory.createSealed("not-a-doorbell", 4096)) {
      TestPeer peer = broker.newPeer(2);
      assertRefused(broker, peer, List.of(peer.lane(0).hostDoorbell(), file));
    }
  }

  @Test
  void shouldRefuseWhenThereAreTooFewDoorbells() throws IOException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer peer = broker.newPeer(2);
      assertRefused(broker, peer, List.of(peer.lane(0).hostDoorbell()));
    }
  }
}
