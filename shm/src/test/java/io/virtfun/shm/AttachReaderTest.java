package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.AttachReader.ProtocolException;
import io.virtfun.shm.AttachReader.RefusedException;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.shm.linux.TestSystem;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server's messages over a real pair of sockets, right and wrong; nothing is left open. */
class AttachReaderTest {
  private static final int OWN = 7;

  private final AttachReader reader = new AttachReader();
  private long filesBefore;
  private Fd server;
  private Fd client;
  private MessageSocket sender;
  private MessageSocket receiver;

  @BeforeEach
  void connect() throws IOException {
    filesBefore = TestSystem.openFds();
    List<Fd> pair = TestSystem.socketPair();
    server = pair.getFirst();
    client = pair.getLast();
    sender = new MessageSocket(server.number());
    receiver = new MessageSocket(client.number());
  }

  @AfterEach
  void closeAndCount() throws IOException {
    reader.close();
    reader.close();
    server.close();
    client.close();
    assertEquals(filesBefore, TestSystem.openFds(), "open descriptors");
  }

  private void plain(long value) throws IOException {
    sender.send(value, null);
    accept();
  }

  private void doorbell(long value) throws IOException {
    try (Fd fd = EventFd.create(0)) {
      sender.send(value, fd);
    }
    accept();
  }

  private void region(long value) throws IOException {
    try (Fd fd = Memory.createSealed("attach", 4096)) {
      sender.send(value, fd);
    }
    accept();
  }

  private void accept() throws IOException {
    MessageSocket.Message message = receiver.receive();
    assertNotNull(message);
    reader.accept(message.value(), message.fd());
  }

  private void handshake() throws IOException {
    plain(0);
    plain(OWN);
    region(-1);
  }

  @Test
  void shouldCollectWhatServerSends() throws IOException {
    assertThrows(IllegalStateException.class, reader::peerId);
    assertNull(reader.region());
    handshake();
    assertEquals(OWN, reader.peerId());
    Fd region = reader.region();
    assertNotNull(region);
    assertEquals(4096, Memory.sizeBytes(region));
    assertFalse(reader.isComplete(1));
    doorbell(0);
    doorbell(0);
    assertFalse(reader.isComplete(1), "no own doorbell yet");
    doorbell(OWN);
    assertTrue(reader.isComplete(1));
    assertFalse(reader.isComplete(2));
    doorbell(OWN);
    assertTrue(reader.isComplete(2));
    assertEquals(2, reader.hostDoorbells().size());
    assertEquals(2, reader.ownDoorbells().size());
  }

  @Test
  void shouldKeepDoorbellsInOrderOfVectors() throws IOException {
    handshake();
    for (long peer : new long[] {0, OWN}) {
      for (int vector = 0; vector < 3; vector++) {
        try (Fd fd = EventFd.create((int) (10 * peer + vector))) {
          EventFd.signal(fd);
          sender.send(peer, fd);
        }
        accept();
      }
    }
    for (int vector = 0; vector < 3; vector++) {
      assertEquals(vector + 1, EventFd.drain(reader.hostDoorbells().get(vector)));
      assertEquals(10 * OWN + vector + 1, EventFd.drain(reader.ownDoorbells().get(vector)));
    }
  }

  @Test
  void shouldIgnoreThatPeersLeave() throws IOException {
    handshake();
    plain(3);
    plain(0);
    plain(OWN);
    doorbell(0);
    doorbell(OWN);
    assertTrue(reader.isComplete(1));
  }

  @Test
  void shouldAcceptGreatestPeerId() throws IOException {
    plain(0);
    plain(65_535);
    assertEquals(65_535, reader.peerId());
  }

  @Test
  void shouldRefuseOtherProtocolVersions() {
    for (long version : new long[] {1, -1, 1L << 32, Long.MIN_VALUE}) {
      assertRefused(() -> plain(version), "attach: protocol version " + version + " (expected: 0)");
    }
    assertRefused(() -> doorbell(0), "attach: protocol version 0 (expected: 0)");
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassOnWhyServerRefuses(Refusal refusal) {
    RefusedException e = assertThrows(RefusedException.class, () -> plain(refusal.code()));
    assertEquals(refusal.explanation(), e.getMessage());
    String version = "attach: protocol version " + refusal.code() + " (expected: 0)";
    assertRefused(() -> doorbell(refusal.code()), version);
  }

  @Test
  void shouldRefusePeerIdsOutOfRange() throws IOException {
    plain(0);
    for (long id : new long[] {0, -1, 65_536, (1L << 32) + 1}) {
      assertRefused(() -> plain(id), "attach: peer id " + id + " (expected: 1..65535)");
    }
    assertRefused(() -> doorbell(OWN), "attach: peer id 7 (expected: 1..65535)");
  }

  @Test
  void shouldRefuseRegionMessageThatIsNone() throws IOException {
    plain(0);
    plain(OWN);
    assertRefused(() -> plain(-1), "attach: region message -1 (expected: -1 and a file)");
    assertRefused(() -> region(0), "attach: region message 0 (expected: -1 and a file)");
    assertRefused(() -> doorbell(OWN), "attach: region message 7 (expected: -1 and a file)");
  }

  @Test
  void shouldRefuseDoorbellsOfOthers() throws IOException {
    handshake();
    for (long peer : new long[] {1, -1, 6, 8, 1L << 32, (1L << 32) + OWN}) {
      String message = "attach: doorbell of peer " + peer + " (expected: 0 or 7)";
      assertRefused(() -> doorbell(peer), message);
    }
    assertEquals(0, reader.hostDoorbells().size() + reader.ownDoorbells().size());
  }

  @Test
  void shouldRefuseMoreDoorbellsThanLanesThereCanBe() throws IOException {
    handshake();
    for (int vector = 0; vector < Wire.MAX_LANES; vector++) {
      doorbell(0);
      doorbell(OWN);
    }
    assertTrue(reader.isComplete(Wire.MAX_LANES));
    assertRefused(() -> doorbell(0), "attach: doorbell of peer 0 (expected: 0 or 7)");
    assertRefused(() -> doorbell(OWN), "attach: doorbell of peer 7 (expected: 0 or 7)");
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void assertRefused(Step step, String message) {
    assertEquals(message, assertThrows(ProtocolException.class, step::run).getMessage());
  }
}
