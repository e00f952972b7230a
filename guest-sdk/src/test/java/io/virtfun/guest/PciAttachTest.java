package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.shm.RegionState;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attaching to a device without a driver, which is files and memory. Devices with interrupts need a
 * virtual machine, where the whole contract runs.
 */
class PciAttachTest {
  private static final String FIRST = "0000:00:04.0";
  private static final String SECOND = "0000:00:05.0";

  @TempDir private Path devices;
  private Vertx vertx;
  private Footprint before;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(2));
    before = Footprint.withLoopsStarted(vertx);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Future<Session> connect(String address) {
    return connect(ConnectOptions.to(address));
  }

  private Future<Session> connect(ConnectOptions options) {
    return connect(ThreadingModel.EVENT_LOOP, options);
  }

  private Future<Session> connect(ThreadingModel threads, ConnectOptions options) {
    ContextInternal context =
        ((VertxInternal) vertx).contextBuilder().withThreadingModel(threads).build();
    return new PciAttach(context, options, devices)
        .start()
        .compose(transport -> Session.open(context, transport, options));
  }

  private <T extends Throwable> String refusal(Class<T> type, String address) {
    return String.valueOf(GuestContract.failure(type, connect(address)).getMessage());
  }

  @Test
  void shouldCallByLookingWhenTheDeviceHasNoDriver() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      Session session = connect("pci:" + FIRST).await();

      assertEquals(2, device.region().generation());
      assertEquals("1", Files.readString(device.folder().resolve("enable")));
      for (int i = 0; i < 100; i++) {
        assertEquals(0, session.function("sha256").call(Buffer.buffer()).await().outputBytes());
      }
      session.close().await();
    }
  }

  @Test
  void shouldTellOfChangesOfTheCatalogueWhenTheDeviceHasNoDriver() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      Session session = connect("pci:" + FIRST).await();
      long before = session.catalogueGeneration();
      LinkedBlockingQueue<Long> told = new LinkedBlockingQueue<>();
      session.catalogueHandler(told::add);

      for (int change = 1; change <= 2; change++) {
        device.region().catalogue(SessionCatalogueTest.next());
        assertEquals(before + change, told.take());
      }
      session.close().await();
      assertTrue(told.isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"WORKER", "VIRTUAL_THREAD"})
  void shouldAttachFromThreadsThatBlock(ThreadingModel threads) throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      Session session = connect(threads, ConnectOptions.to("auto")).await();
      assertEquals(0, session.function("sha256").call(Buffer.buffer()).await().outputBytes());
      device.region().publish(RegionState.STOPPED);
      session.closed().await();
      session.close().await();
    }
  }

  @Test
  void shouldGetAnotherGenerationEachTime() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      for (int generation = 2; generation < 6; generation++) {
        Session session = connect("auto").await();
        assertEquals(generation, device.region().generation());
        session.close().await();
      }
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldTakeTheFirstFreeDevice() throws Exception {
    try (TestPciDevice first = new TestPciDevice(devices, FIRST);
        TestPciDevice second = new TestPciDevice(devices, SECOND)) {
      Session one = connect("auto").await();
      Session two = connect("auto").await();

      assertEquals(2, first.region().generation());
      assertEquals(2, second.region().generation());
      assertEquals(
          "attach to pci:" + FIRST + ": busy, another program has the device",
          refusal(AttachException.DeviceBusy.class, "auto"));
      assertTrue(
          GuestContract.failure(AttachException.DeviceBusy.class, connect("pci:" + SECOND))
              .isRetryable());
      one.close().await();
      connect("pci:" + FIRST).await().close().await();
      two.close().await();
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldSayThatNoDeviceIsHere() throws Exception {
    String hint = " (expected: QEMU's -device ivshmem-doorbell on a tenant's socket)";
    assertEquals(
        "attach to auto: no PCI device 1af4:1110 in this machine" + hint,
        refusal(AttachException.DeviceAbsent.class, "auto"));
    assertEquals(
        "attach to pci:" + FIRST + ": no such PCI device in this machine" + hint,
        refusal(AttachException.DeviceAbsent.class, "pci:" + FIRST));
    Path other = Files.createDirectory(devices.resolve(SECOND));
    Files.writeString(other.resolve("vendor"), "0x1af4");
    Files.writeString(other.resolve("device"), "0x1041");
    assertEquals(
        "attach to pci:" + SECOND + ": not a PCI device 1af4:1110" + hint,
        refusal(AttachException.DeviceAbsent.class, "pci:" + SECOND));
  }

  @Test
  void shouldSayThatTheMemoryIsNoBrokers() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.memory().set(ValueLayout.JAVA_LONG, 0, 0);
      assertTrue(
          refusal(AttachException.UnusableRegion.class, "auto")
              .endsWith("region magic: 0x0000000000000000 (expected: 0x004e554654524956)"));
      assertEquals(1, device.region().generation());
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldSayThatTheVersionIsAnother() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.memory().set(ValueLayout.JAVA_SHORT, 8, (short) 2);
      assertTrue(
          refusal(AttachException.UnusableRegion.class, "auto")
              .endsWith("region wire version: 2.4 (expected: 1.x)"));
    }
  }

  @Test
  void shouldSayThatNoBrokerGaveAnId() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.peerId(-1);
      assertEquals(
          "attach to pci:" + FIRST + ": peer id: -1 (expected: one that a broker gave)",
          refusal(AttachException.UnusableDevice.class, "auto"));
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldSayThatTheBrokerHasStopped() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.ignoreResets();
      device.region().publish(RegionState.STOPPED);
      assertTrue(
          refusal(AttachException.BrokerNotRunning.class, "auto").contains("the broker is gone"));
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldSayThatTheBrokerWasKilledOnceItsPulseIsMissing() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.die();
      assertTrue(
          refusal(AttachException.BrokerNotRunning.class, "auto").contains("the broker is gone"));
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldGiveUpInTimeWhenTheHostDoesNotReset() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.ignoreResets();
      ConnectOptions options = ConnectOptions.to("auto").withAttachTimeout(Duration.ofMillis(50));
      assertTrue(
          GuestContract.failure(AttachException.TimedOut.class, connect(options)).isRetryable());
      before.awaitAgain(vertx);
    }
  }

  @Test
  void shouldSayWhatAVfioDeviceWithoutAGroupLacks() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      device.bind("vfio-pci", null);
      assertTrue(refusal(AttachException.UnusableDevice.class, "auto").contains("intel_iommu=on"));
    }
  }

  @Test
  void shouldNameTheCommandsThatBind() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      String folder = device.folder().toString();
      PciDevice free = PciDevice.ivshmem(devices).getFirst();
      assertFalse(free.isForVfio());
      assertEquals(
          "modprobe vfio-pci && echo vfio-pci > "
              + folder
              + "/driver_override && echo 0000:00:04.0 > /sys/bus/pci/drivers_probe",
          free.bindCommands());

      device.bind("uio_pci_generic", "7");
      assertEquals("uio_pci_generic", free.driver());
      assertEquals(7, free.iommuGroup().orElseThrow());
      assertTrue(
          free.bindCommands().contains("echo 0000:00:04.0 > " + folder + "/driver/unbind && "));
    }
  }

  @Test
  void shouldFailCallsWhenTheHostStops() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      Session session = connect("auto").await();
      device.region().publish(RegionState.STOPPED);
      session.closed().await();
      GuestContract.failure(
          CallException.BrokerGone.class, session.function("sha256").call(Buffer.buffer()));
      session.close().await();
    }
  }

  @Test
  void shouldFailCallsWhenTheRegionWasResetForSomebodyElse() throws Exception {
    try (TestPciDevice device = new TestPciDevice(devices, FIRST)) {
      Session session = connect("auto").await();
      device.region().reset();
      session.closed().await();
      session.close().await();
    }
  }
}
