package io.virtfun.shm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.linux.MessageSocket.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages and descriptors over a real pair of sockets; no descriptor is left behind. */
class MessageSocketTest {
  private long filesBefore;
  private Fd server;
  private Fd client;
  private MessageSocket sender;
  private MessageSocket receiver;

  @BeforeEach
  void connect() throws IOException {
    filesBefore = TestSystem.openFds();
    var pair = TestSystem.socketPair();
    server = pair.getFirst();
    client = pair.getLast();
    sender = new MessageSocket(server.number());
    receiver = new MessageSocket(client.number());
  }

  @AfterEach
  void closeAndCount() throws IOException {
    receiver.discard();
    server.close();
    client.close();
    assertEquals(filesBefore, TestSystem.openFds(), "open descriptors");
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  @Test
  void shouldReceiveNothingWhenNothingWasSent() throws IOException {
    assertNull(receiver.receive());
  }

  @Test
  void shouldKeepValuesAndOrder() throws IOException {
    long[] values = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0x0102_0304_0506_0708L};
    for (long value : values) {
      sender.send(value, null);
    }
    for (long value : values) {
      assertEquals(new Message(value, null), receiver.receive());
    }
    assertNull(receiver.receive());
  }

  @Test
  void shouldPassDescriptorsBesideTheirMessages() throws IOException {
    try (Fd one = EventFd.create(11);
        Fd other = EventFd.create(22)) {
      sender.send(1, null);
      sender.send(2, one);
      sender.send(3, other);
      sender.send(4, null);
      assertNull(Objects.requireNonNull(receiver.receive()).fd());
      assertCount(2, 11);
      assertCount(3, 22);
      assertNull(Objects.requireNonNull(receiver.receive()).fd());
    }
  }

  private void assertCount(long value, long count) throws IOException {
    Message message = Objects.requireNonNull(receiver.receive());
    assertEquals(value, message.value());
    try (Fd fd = Objects.requireNonNull(message.fd())) {
      assertEquals(count, EventFd.drain(fd));
    }
  }

  @Test
  void shouldAssembleMessageThatComesInParts() throws IOException {
    byte[] encoded = bytes(0x1122_3344_5566_7788L);
    try (Fd passed = EventFd.create(5)) {
      TestSystem.send(server, Arrays.copyOf(encoded, 3), passed);
      assertNull(receiver.receive());
      for (int i = 3; i < 7; i++) {
        TestSystem.write(server, encoded[i]);
        assertNull(receiver.receive());
      }
      TestSystem.write(server, encoded[7]);
      sender.send(9, null);
      assertCount(0x1122_3344_5566_7788L, 5);
      assertEquals(new Message(9, null), receiver.receive());
    }
  }

  @Test
  void shouldDiscardDescriptorOfIncompleteMessage() throws IOException {
    long open = TestSystem.openFds();
    try (Fd passed = EventFd.create(5)) {
      TestSystem.send(server, new byte[3], passed);
    }
    assertNull(receiver.receive());
    assertEquals(open + 1, TestSystem.openFds());
    receiver.discard();
    assertEquals(open, TestSystem.openFds());
    receiver.discard();
  }

  @Test
  void shouldReplaceDescriptorWhenPartsOfOneMessageCarryTwo() throws IOException {
    try (Fd one = EventFd.create(1);
        Fd other = EventFd.create(2)) {
      TestSystem.send(server, Arrays.copyOf(bytes(0), 4), one);
      TestSystem.send(server, Arrays.copyOf(bytes(0), 4), other);
      assertCount(0, 2);
    }
  }

  @Test
  void shouldFailWhenSeveralDescriptorsComeAtOnce() throws IOException {
    for (int count = 2; count <= 5; count++) {
      long open = TestSystem.openFds();
      Fd[] passed = new Fd[count];
      for (int i = 0; i < count; i++) {
        passed[i] = EventFd.create(0);
      }
      TestSystem.send(server, bytes(1), passed);
      for (Fd fd : passed) {
        fd.close();
      }
      MessageSocket fresh = new MessageSocket(client.number());
      assertThrows(LinuxException.class, fresh::receive);
      fresh.discard();
      assertEquals(open, TestSystem.openFds(), count + " at once");
    }
  }

  @Test
  void shouldTellWhenPeerCloses() throws IOException {
    sender.send(7, null);
    TestSystem.write(server, (byte) 1);
    server.close();
    assertEquals(new Message(7, null), receiver.receive());
    assertThrows(EOFException.class, receiver::receive);
    assertThrows(EOFException.class, receiver::receive);
  }

  @Test
  void shouldFailToSendWhenPeerIsGone() {
    client.close();
    LinuxException e = assertThrows(LinuxException.class, () -> sender.send(1, null));
    assertEquals(32, e.errno(), "EPIPE, and no signal");
  }

  @Test
  void shouldFailToSendWhenPeerDoesNotRead() throws IOException {
    LinuxException e =
        assertThrows(
            LinuxException.class,
            () -> {
              while (true) {
                sender.send(42, null);
              }
            });
    assertEquals(Libc.EAGAIN, e.errno());
    Message message = receiver.receive();
    while (message != null) {
      assertEquals(42, message.value());
      message = receiver.receive();
    }
    sender.send(43, null);
    assertEquals(new Message(43, null), receiver.receive());
  }

  @Test
  void shouldNotInheritDescriptorsOnExec() throws IOException {
    try (Fd passed = EventFd.create(0)) {
      sender.send(1, passed);
      try (Fd received = Objects.requireNonNull(receiver.receive()).fd()) {
        assertNotNull(received);
        int closeOnExec = Libc.fcntl(received.number(), 1, 0);
        assertEquals(1, closeOnExec);
        assertTrue(received.number() != passed.number());
      }
    }
  }
}
