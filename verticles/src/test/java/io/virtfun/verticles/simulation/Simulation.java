package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.routing.DeviceRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lanes, queues, gates and schedules of a broker, between guests and devices that do what
 * chance says, on one thread and virtual time.
 *
 * <p>First all act at random. Then hung calls end and guests read what they get, and all that was
 * accepted must end by itself. Then each lane must be able to send as much as at first. In the end
 * all guests leave, and nothing may be left over.
 */
final class Simulation implements AutoCloseable {
  private static final long MOST_EVENTS = 1_000_000;
  private static final int LONGEST_STALL_NANOS = 400_000;
  private static final int STORM_NANOS = 800_000;

  private final Setting setting;
  private final Timeline time;
  private final Chance chance;
  private final List<DeviceRoute> routes;
  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final List<SimulatedLoop> loops = new ArrayList<>();
  private final List<SimulatedTenant> tenants = new ArrayList<>();
  private final List<SimulatedGuest> guests = new ArrayList<>();

  /** What everybody has in common. */
  record Setting(Timeline time, Chance chance, Offer offer, Seen seen) {}

  /** Takes in how calls ended. */
  Simulation(long seed, Seen seen) {
    chance = new Chance(seed);
    time = new Timeline(start());
    int deviceCount = chance.between(1, 3);
    List<Integer> windows = Stream.generate(() -> chance.between(1, 4)).limit(deviceCount).toList();
    setting = new Setting(time, chance, new Offer(windows), seen);
    routes = setting.offer.routes().devices();
    routes.forEach(route -> devices.add(new SimulatedDevice(setting, route)));
    int loopCount = chance.between(1, 2);
    for (int i = 0; i < loopCount; i++) {
      loops.add(new SimulatedLoop(setting, i, devices));
    }
    for (int left = chance.between(1, 3); left > 0; left--) {
      tenants.add(new SimulatedTenant(setting, loopCount));
    }
    for (int left = chance.between(1, 4); left > 0; left--) {
      guests.add(new SimulatedGuest(setting, chance.of(tenants), chance.of(loops)));
    }
    for (int left = chance.below(12); left > 0; left--) {
      time.after(chance.below(STORM_NANOS), this::strike);
    }
  }

  private long start() {
    return switch (chance.below(4)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE - chance.below(STORM_NANOS);
      case 2 -> -chance.below(STORM_NANOS);
      default -> chance.any();
    };
  }

  private void strike() {
    switch (chance.below(10)) {
      case 0 -> chance.of(devices).die();
      case 8, 9 -> chance.of(devices).quarantine(1 + chance.nanos(LONGEST_STALL_NANOS));
      case 1, 2, 3 -> chance.of(devices).stall(chance.nanos(LONGEST_STALL_NANOS));
      default -> chance.of(tenants).changeLimits();
    }
  }

  /** Has all of it happen. <b>Errors:</b> {@link AssertionError} says what does not hold. */
  void run() {
    untilNothingIsToCome();
    devices.forEach(SimulatedDevice::calm);
    guests.forEach(SimulatedGuest::calm);
    untilNothingIsToCome();
    checkIdle();
    tenants.forEach(SimulatedTenant::liftLimits);
    loops.forEach(SimulatedLoop::takeAll);
    untilNothingIsToCome();
    checkCredit();
    guests.forEach(SimulatedGuest::leave);
    untilNothingIsToCome();
    tenants.forEach(SimulatedTenant::checkAccount);
  }

  private void untilNothingIsToCome() {
    while (time.step()) {
      devices.forEach(SimulatedDevice::check);
      tenants.forEach(SimulatedTenant::check);
      guests.forEach(guest -> guest.lanes().forEach(lane -> lane.server().check()));
      assertTrue(time.happened() < MOST_EVENTS, "it does not come to rest");
    }
  }

  private void checkIdle() {
    devices.forEach(SimulatedDevice::checkIdle);
    guests.forEach(guest -> guest.lanes().forEach(GuestLane::checkIdle));
  }

  private List<GuestLane> lanesInService() {
    return guests.stream()
        .flatMap(guest -> guest.lanes().stream())
        .filter(lane -> lane.isServed() && !lane.server().lane().isDraining())
        .toList();
  }

  /** Each lane may have as many calls of a priority at a device as at first. */
  private void checkCredit() {
    int device = chance.below(devices.size());
    int priority = chance.below(TenantLimits.MAX_PRIORITY + 1);
    int window = routes.get(device).window();
    probe(setting.offer.own(device), priority, window + 1);
    for (GuestLane lane : lanesInService()) {
      assertEquals(
          Math.min(lane.capacity(), window),
          lane.server().mostAt(device, priority),
          "calls that a lane may have at a device");
    }
  }

  private void probe(int function, int priority, int calls) {
    for (GuestLane lane : lanesInService()) {
      lane.server().forgetMost();
      lane.call(function, priority, Math.min(calls, lane.capacity()));
    }
    untilNothingIsToCome();
    checkIdle();
  }

  /** A figure for all that happened and when. */
  long trace() {
    return time.trace();
  }

  /** How much happened. */
  long events() {
    return time.happened();
  }

  @Override
  public void close() {
    guests.forEach(SimulatedGuest::close);
  }
}
