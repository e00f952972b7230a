package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vertx.core.Vertx;
import io.virtfun.shm.Ivshmem;
import io.virtfun.shm.Refusal;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong while attaching, each with its own answer and with nothing left open. */
class UnixAttachTest extends AttachingTest {
  /** Attaches twice, since the first time may start something for good, and counts. */
  private <T extends AttachException> T failure(Class<T> type, TestHost host) {
    try (host) {
      ConnectOptions options = ConnectOptions.to(host.attach());
      GuestContract.failure(type, VirtFun.connect(vertx(), options));
      host.awaitNoPeers();
      Footprint before = Footprint.now();

      T failure = GuestContract.failure(type, VirtFun.connect(vertx(), options));

      host.awaitNoPeers();
      before.awaitAgain(vertx());
      assertEquals(2, host.connections());
      assertFalse(failure.getMessage().contains("\n"));
      return failure;
    }
  }

  private <T extends AttachException> T failure(Class<T> type, TestHost.Greeting greeting)
      throws Exception {
    return failure(type, TestHost.greeting(greeting));
  }

  @Test
  void shouldSayThatNoBrokerRunsWhenThereIsNoSocket() throws Exception {
    Path socket = TestHost.newSocket();
    Footprint before = Footprint.now();

    var failure =
        GuestContract.failure(
            AttachException.BrokerNotRunning.class, VirtFun.connect(vertx(), "unix:" + socket));

    assertEquals(
        "attach to unix:" + socket + ": no broker listens there; start one first",
        failure.getMessage());
    assertTrue(failure.isRetryable());
    before.awaitAgain(vertx());
  }

  @Test
  void shouldSayThatNoBrokerRunsWhenNobodyListens() throws Exception {
    Path socket = Files.createFile(TestHost.newSocket());

    GuestContract.failure(
        AttachException.BrokerNotRunning.class, VirtFun.connect(vertx(), "unix:" + socket));
  }

  @Test
  void shouldSayThatTheUserMayNotAttach() throws Exception {
    try (TestHost host = TestHost.running(TestHost.geometry(1 << 20, 1, 4))) {
      Files.setPosixFilePermissions(host.socket(), Set.of());
      assumeFalse(Files.isWritable(host.socket()), "root may attach anywhere");

      var failure =
          GuestContract.failure(
              AttachException.PermissionDenied.class, VirtFun.connect(vertx(), host.attach()));

      assertTrue(failure.getMessage().contains("permission denied"), failure.getMessage());
    }
  }

  @Test
  void shouldSayThatTheAddressIsNone() {
    var failure =
        GuestContract.failure(
            AttachException.InvalidAddress.class, VirtFun.connect(vertx(), "tcp:nowhere"));

    assertEquals(
        "attach address: 'tcp:nowhere' (expected: unix:PATH, pci:ADDRESS or auto)",
        failure.getMessage());
  }

  @Test
  void shouldAskForTheNativeTransportWhenVertxDoesNotUseIt() {
    Vertx nio = Vertx.vertx();

    var failure =
        GuestContract.failure(
            AttachException.NoNativeTransport.class, VirtFun.connect(nio, "unix:/nowhere"));

    assertTrue(failure.getMessage().contains("VirtFun.vertxOptions()"), failure.getMessage());
    nio.close().await();
  }

  @Test
  void shouldSayThatTheBrokerEndedTheAttach() throws Exception {
    var failure = failure(AttachException.Rejected.class, (_, _, connection) -> connection.close());

    assertTrue(failure.getMessage().contains("see its log"), failure.getMessage());
  }

  @Test
  void shouldSayThatTheBrokerEndedTheAttachHalfway() throws Exception {
    failure(
        AttachException.Rejected.class,
        (to, peer, connection) -> {
          to.send(Ivshmem.PROTOCOL_VERSION, null);
          to.send(1, null);
          to.send(Ivshmem.REGION, peer.file());
          to.send(Ivshmem.HOST_PEER_ID, peer.hostDoorbells().getFirst());
          connection.close();
        });
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void shouldPassOnWhyTheBrokerRefuses(Refusal refusal) throws Exception {
    var failure =
        failure(
            AttachException.Rejected.class,
            (to, _, connection) -> {
              to.send(refusal.code(), null);
              connection.close();
            });

    assertTrue(failure.getMessage().endsWith(refusal.explanation()), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1, Long.MAX_VALUE})
  void shouldRefuseAnotherProtocolVersion(long version) throws Exception {
    var failure =
        failure(AttachException.ProtocolViolated.class, (to, _, _) -> to.send(version, null));

    assertTrue(
        failure.getMessage().endsWith("protocol version " + version + " (expected: 0)"),
        failure.getMessage());
  }

  @Test
  void shouldRefuseADescriptorThatBelongsToNobody() throws Exception {
    failure(
        AttachException.ProtocolViolated.class,
        (to, peer, _) -> {
          to.send(Ivshmem.PROTOCOL_VERSION, null);
          to.send(1, null);
          to.send(Ivshmem.REGION, peer.file());
          to.send(77, peer.hostDoorbells().getFirst());
        });
  }

  @Test
  void shouldRefuseARegionMessageWithoutARegion() throws Exception {
    failure(
        AttachException.ProtocolViolated.class,
        (to, _, _) -> {
          to.send(Ivshmem.PROTOCOL_VERSION, null);
          to.send(1, null);
          to.send(Ivshmem.REGION, null);
        });
  }

  @Test
  void shouldFailWhenTheRegionIsNoFile() throws Exception {
    failure(
        AttachException.SystemFailed.class,
        (to, _, _) -> {
          to.send(Ivshmem.PROTOCOL_VERSION, null);
          to.send(1, null);
          try (Fd eventFd = EventFd.create(0)) {
            to.send(Ivshmem.REGION, eventFd);
          }
        });
  }

  private AttachException.UnusableRegion unusable(long offset, byte value) throws Exception {
    return failure(
        AttachException.UnusableRegion.class,
        (to, peer, connection) -> {
          peer.region().memory().set(ValueLayout.JAVA_BYTE, offset, value);
          TestHost.greet(to, peer, connection);
        });
  }

  @Test
  void shouldRefuseWhatIsNoRegion() throws Exception {
    assertEquals(RegionException.Kind.NOT_A_REGION, unusable(0, (byte) 0).kind());
  }

  @Test
  void shouldRefuseARegionOfAnotherVersion() throws Exception {
    var failure = unusable(8, (byte) 9);

    assertEquals(RegionException.Kind.VERSION_MISMATCH, failure.kind());
    assertTrue(
        failure.getMessage().endsWith("region wire version: 9.4 (expected: 1.x)"),
        failure.getMessage());
  }

  @Test
  void shouldRefuseACorruptRegion() throws Exception {
    var failure = unusable(40, (byte) 0);

    assertEquals(RegionException.Kind.CORRUPT, failure.kind());
    assertTrue(
        failure.getMessage().endsWith("region laneCount: 0 (expected: 1..64)"),
        failure.getMessage());
    assertFalse(failure.isRetryable());
  }

  @Test
  void shouldRefuseARegionThatIsNotReady() throws Exception {
    var failure =
        failure(
            AttachException.UnusableRegion.class,
            (to, peer, connection) -> {
              peer.region().publish(RegionState.INITIALISING);
              TestHost.greet(to, peer, connection);
            });

    assertEquals(RegionException.Kind.NOT_READY, failure.kind());
    assertTrue(failure.isRetryable());
  }
}
