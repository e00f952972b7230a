package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.guest.AttachException;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may attach, and what is left when they go. */
class AttachIT {
  @TempDir private Path folder;
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Session connect(BrokerProcess broker, String tenant) {
    return VirtFun.connect(vertx, broker.address(tenant)).await();
  }

  @Test
  void shouldRefuseWhenTheTenantHasAsManyGuestsAsItMay() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("max-guests: 1"))) {
      Session first = connect(broker, "alpha");

      AttachException e = assertThrows(AttachException.class, () -> connect(broker, "alpha"));

      assertInstanceOf(AttachException.Rejected.class, e);
      assertTrue(e.getMessage().contains("(max-guests)"), e.getMessage());
      Buffer digest = first.function("sha256").call(Buffer.buffer()).await().output();
      assertEquals(32, digest.length());
      first.close().await();
      broker.await(() -> broker.regions() == 0);
      connect(broker, "alpha").close().await();
    }
  }

  @Test
  void shouldRefuseWhenTheUserIsNotAllowed() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("allowed-uids: [54321]"))) {
      AttachException e =
          assertThrows(AttachException.Rejected.class, () -> connect(broker, "alpha"));

      assertTrue(e.getMessage().contains("(allowed-uids)"), e.getMessage());
      assertTrue(broker.log().contains("(expected: [54321])"), broker.log());
      connect(broker, "beta").close().await();
    }
  }

  @Test
  void shouldGiveTheSocketItsConfiguredMode() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("socket-mode: \"0602\""))) {
      Path socket = Path.of(broker.address("alpha").substring("unix:".length()));

      assertEquals(
          "rw-----w-", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }
  }

  @Test
  void shouldFreeEverythingWhenClientsFloodLeaveEarlyOrSendGarbage() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("region-size: 4MiB"))) {
      connect(broker, "alpha").close().await();
      broker.await(() -> broker.regions() == 0);
      int descriptors = broker.descriptors();
      Path path = Path.of(broker.address("alpha").substring("unix:".length()));
      for (int round = 0; round < 20; round++) {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
          client.connect(UnixDomainSocketAddress.of(path));
          clients.add(client);
          if (i % 3 == 0) {
            client.write(
                ByteBuffer.wrap("garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
          } else if (i % 3 == 1) {
            client.shutdownOutput();
          }
        }
        for (SocketChannel client : clients) {
          client.close();
        }
      }

      broker.await(() -> broker.regions() == 0 && broker.descriptors() == descriptors);
      connect(broker, "alpha").close().await();
    }
  }

  @Test
  void shouldFailOutstandingCallsAtOnceWhenTheBrokerIsKilled() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker, "alpha");
      List<io.vertx.core.Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(session.function("deflate").call(Buffer.buffer(new byte[6 << 20])));
      }

      broker.process().destroyForcibly().waitFor();

      int gone = 0;
      for (io.vertx.core.Future<?> call : calls) {
        try {
          call.await();
        } catch (CallException e) {
          assertInstanceOf(CallException.BrokerGone.class, e);
          gone++;
        }
      }
      assertTrue(gone > 0);
      session.closed().await();
      assertThrows(
          CallException.BrokerGone.class,
          () -> session.function("noop").call(Buffer.buffer()).await());
      session.close().await();
    }
  }

  @Test
  void shouldEndAcceptedCallsWhenTheBrokerIsToldToStop() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Session session = connect(broker, "alpha");
      var accepted = session.function("deflate").call(Buffer.buffer(new byte[16 << 20]));
      session.function("noop").call(Buffer.buffer()).await();

      assertEquals(0, broker.stop(), broker::log);

      assertTrue(accepted.await().outputBytes() > 0);
      assertFalse(Files.exists(folder.resolve("alpha.sock")));
    }
  }
}
