package io.virtfun.verticles.simulation;

import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.verticles.routing.Routes;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** A guest with a region of its own, which is unmapped when the guest has left. */
final class SimulatedGuest implements AutoCloseable {
  private static final long REGION_BYTES = 1 << 17;
  private static final int PAUSE_NANOS = 30_000;

  private final Simulation.Setting setting;
  private final Chance chance;
  private final SimulatedTenant tenant;
  private final SimulatedLoop loop;
  private final Arena arena = Arena.ofConfined();
  private final HostRegion host;
  private final List<GuestLane> lanes = new ArrayList<>();
  private int actions;
  private boolean leaving;

  SimulatedGuest(Simulation.Setting setting, SimulatedTenant tenant, SimulatedLoop loop) {
    this.setting = setting;
    this.chance = setting.chance();
    this.tenant = tenant;
    this.loop = loop;
    this.actions = chance.between(10, 80);
    Routes routes = setting.offer().routes();
    RegionGeometry geometry =
        new RegionGeometry(
            REGION_BYTES,
            chance.between(1, 2),
            2 << chance.below(4),
            CatalogueCodec.sizeBytes(routes.catalogue()));
    this.host =
        new HostRegion(arena.allocate(REGION_BYTES, 4096), geometry, routes.catalogue(), 0, 1);
    open();
    plan();
  }

  private void open() {
    host.publish(RegionState.READY);
    lanes.clear();
    for (int i = 0; i < host.geometry().laneCount(); i++) {
      GuestLane lane = new GuestLane(setting, host, i);
      lanes.add(lane);
      lane.open(loop, tenant);
    }
  }

  private void plan() {
    setting.time().after(chance.nanos(PAUSE_NANOS), this::act);
  }

  private void act() {
    actions--;
    if (!leaving) {
      act(chance.of(lanes));
    }
    if (actions > 0) {
      plan();
    }
  }

  private void act(GuestLane lane) {
    switch (chance.below(100)) {
      case 0 -> lane.breakRules();
      case 1 -> leave();
      case 2, 3 -> reset();
      case 4 -> lane.drain();
      case 5, 6, 7, 8 -> lane.reads(false);
      case 9, 10, 11, 12, 13, 14, 15, 16 -> lane.reads(true);
      case 17, 18 -> lane.ringHost();
      default -> lane.burst();
    }
  }

  /** Ends, at any moment. */
  void leave() {
    if (!leaving) {
      close(
          () -> {
            setting.seen().saw(Sight.GUEST_LEFT);
            arena.close();
          });
    }
  }

  private void reset() {
    close(
        () -> {
          setting.seen().saw(Sight.GUEST_RESET);
          host.reset();
          leaving = false;
          open();
        });
  }

  private void close(Runnable then) {
    leaving = true;
    int[] left = {lanes.size()};
    for (GuestLane lane : lanes) {
      lane.close(
          () -> {
            left[0]--;
            if (left[0] == 0) {
              then.run();
            }
          });
    }
  }

  /** The lanes that are there. */
  List<GuestLane> lanes() {
    return leaving ? List.of() : lanes;
  }

  /** From now on it takes what it gets. */
  void calm() {
    lanes().forEach(lane -> lane.reads(true));
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
