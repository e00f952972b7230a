package io.virtfun.guest;

import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.HostPulse;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.RegionReset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attach to a PCI device, from finding it until the host has reset its region.
 *
 * <p><b>Thread:</b> the context's event loop; what blocks runs on a worker. <b>Ownership:</b> owns
 * the link until the transport does; a failing attach leaves nothing open.
 */
final class PciAttach extends Attach {
  private static final long LOOK_MILLIS = 1;
  private static final String HINT =
      "(expected: QEMU's -device ivshmem-doorbell on a tenant's socket)";

  private final AttachAddress address;
  private final Path devices;
  private @Nullable Taken taken;
  private @Nullable HostPulse pulse;
  private boolean blocking;

  /** A device whose region the host has been asked to reset. */
  private record Taken(PciLink link, RegionReset reset) {}

  /**
   * An attach at the options' address.
   *
   * @param devices the folder in which the kernel shows PCI devices
   */
  PciAttach(ContextInternal context, ConnectOptions options, Path devices) {
    super(context, options);
    this.address = options.address();
    this.devices = devices;
  }

  @Override
  void begin() {
    blocking = true;
    context
        .executeBlocking(this::takeFirst, false)
        .onComplete((found, refusal) -> onLoop(() -> took(found, refusal)));
  }

  /** The named device, or the first that is free and a broker's. */
  private Taken takeFirst() throws IOException {
    AttachException refusal = null;
    for (PciDevice device : candidates()) {
      try {
        return takeOne(device);
      } catch (AttachException e) {
        // What is wrong with a device says more than that another one is busy.
        if (refusal == null || (isBusy(refusal) && !isBusy(e))) {
          refusal = e;
        }
      }
    }
    throw refusal == null
        ? new AttachException.DeviceAbsent(
            address, "no PCI device 1af4:1110 in this machine " + HINT)
        : refusal;
  }

  private static boolean isBusy(AttachException e) {
    return e instanceof AttachException.DeviceBusy;
  }

  private List<PciDevice> candidates() throws IOException {
    if (!(address instanceof AttachAddress.Pci named)) {
      return PciDevice.ivshmem(devices);
    }
    PciDevice device = new PciDevice(devices.resolve(named.device()));
    if (!Files.isDirectory(device.folder())) {
      throw new AttachException.DeviceAbsent(address, "no such PCI device in this machine " + HINT);
    }
    if (!PciDevice.ivshmem(devices).contains(device)) {
      throw new AttachException.DeviceAbsent(address, "not a PCI device 1af4:1110 " + HINT);
    }
    return List.of(device);
  }

  private static Taken takeOne(PciDevice device) {
    PciLink link = PciLink.open(device);
    try {
      RegionReset reset = RegionReset.request(link.region());
      link.ring(reset.hostPeerId(), 0);
      return new Taken(link, reset);
    } catch (RegionException e) {
      link.close();
      throw new AttachException.UnusableRegion(device.attachAddress(), e);
    }
  }

  private void took(@Nullable Taken found, @Nullable Throwable refusal) {
    blocking = false;
    taken = found;
    if (hasEnded()) {
      release();
    } else if (found == null) {
      fail(
          refusal instanceof AttachException e
              ? e
              : new AttachException.SystemFailed(address, String.valueOf(refusal)));
    } else {
      HostPulse began = new HostPulse(found.link().region());
      pulse = began;
      watchPulse(began);
      look();
    }
  }

  private void watchPulse(HostPulse began) {
    context.setTimer(began.intervalMillis(), _ -> onLoop(() -> feelPulse(began)));
  }

  private void feelPulse(HostPulse began) {
    if (hasEnded() || blocking) {
      return;
    }
    if (began.beats()) {
      watchPulse(began);
    } else {
      fail(new AttachException.BrokerNotRunning(address));
    }
  }

  private void look() {
    Taken waiting = taken;
    if (hasEnded() || waiting == null || pulse == null) {
      return;
    }
    if (pulse.hasStopped()) {
      fail(new AttachException.BrokerNotRunning(address));
    } else if (waiting.reset().isAnswered()) {
      open(waiting.link());
    } else {
      context.setTimer(LOOK_MILLIS, _ -> onLoop(this::look));
    }
  }

  private void open(PciLink link) {
    blocking = true;
    context
        .executeBlocking(
            () -> {
              GuestRegion region = GuestRegion.open(link.region());
              link.listen(region.vectors());
              return region;
            },
            false)
        .onComplete((region, refusal) -> onLoop(() -> opened(link, region, refusal)));
  }

  private void opened(PciLink link, @Nullable GuestRegion region, @Nullable Throwable refusal) {
    blocking = false;
    if (hasEnded()) {
      release();
    } else if (region != null) {
      end();
      succeed(new PciTransport(context, link, region));
    } else {
      fail(
          switch (refusal) {
            case AttachException e -> e;
            case RegionException e -> new AttachException.UnusableRegion(address, e);
            case null, default ->
                new AttachException.SystemFailed(address, String.valueOf(refusal));
          });
    }
  }

  @Override
  void release() {
    if (blocking) {
      return;
    }
    Taken held = taken;
    if (held == null) {
      tell();
      return;
    }
    taken = null;
    context
        .executeBlocking(
            () -> {
              held.link().close();
              return null;
            },
            false)
        .onComplete(_ -> tell());
  }
}
