package io.virtfun.shm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connecting to a socket in the file system. */
class UnixSocketTest {
  @TempDir private Path directory;

  @Test
  void shouldReceiveWhatServerSends() throws IOException {
    Path path = directory.resolve("s");
    long files = TestSystem.openFds();
    try (Fd listening = TestSystem.listen(path);
        Fd client = UnixSocket.connect(path);
        Fd server = TestSystem.accept(listening);
        Fd passed = EventFd.create(3)) {
      MessageSocket receiver = new MessageSocket(client.number());
      assertNull(receiver.receive());
      new MessageSocket(server.number()).send(-1, passed);
      MessageSocket.Message message = Objects.requireNonNull(receiver.receive());
      assertEquals(-1, message.value());
      try (Fd received = Objects.requireNonNull(message.fd())) {
        assertEquals(3, EventFd.drain(received));
      }
    }
    assertEquals(files, TestSystem.openFds());
  }

  @Test
  void shouldConnectToLongestPath() throws IOException {
    String name = "s".repeat(UnixSocket.MAX_PATH_BYTES - directory.toString().length() - 1);
    Path path = directory.resolve(name);
    try (Fd listening = TestSystem.listen(path);
        Fd client = UnixSocket.connect(path);
        Fd server = TestSystem.accept(listening)) {
      assertTrue(client.number() != server.number());
    }
    Path longer = directory.resolve(name + "s");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> UnixSocket.connect(longer));
    assertEquals(longer + ": 108 bytes (expected: at most 107)", e.getMessage());
  }

  @Test
  void shouldSayWhyConnectingFailsAndLeaveNothingOpen() throws IOException {
    long files = TestSystem.openFds();
    Path missing = directory.resolve("missing");
    LinuxException e = assertThrows(LinuxException.class, () -> UnixSocket.connect(missing));
    assertEquals(2, e.errno());
    assertTrue(e.getMessage().startsWith("connect to " + missing + ": "), e.getMessage());
    Path nobody = directory.resolve("nobody");
    TestSystem.listen(nobody).close();
    assertTrue(Files.exists(nobody));
    assertEquals(111, assertThrows(LinuxException.class, () -> UnixSocket.connect(nobody)).errno());
    assertEquals(files, TestSystem.openFds());
  }
}
