package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Route;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lane on its event loop, and what it may have at devices. */
final class SimulatedLane {
  private static final int PRIORITIES = TenantLimits.MAX_PRIORITY + 1;

  private final SimulatedLoop loop;
  private final SimulatedTenant tenant;
  private final Doorway doorway;
  private final GuestLane guest;
  private final Lane lane;
  private final List<DeviceRoute> devices;
  private final int[][] atDevices;
  private final int[][] mostAtDevices;
  private final BitSet slotsAtDevices = new BitSet();
  private int dispatched;
  private boolean active;
  private boolean closed;
  private boolean fallsAsleep;
  private boolean expiryPlanned;
  private long expiryNanos;
  private @Nullable Runnable onDrained;

  SimulatedLane(SimulatedLoop loop, SimulatedTenant tenant, GuestLane guest) {
    this.loop = loop;
    this.tenant = tenant;
    this.guest = guest;
    this.doorway = tenant.doorway(loop.number());
    this.devices = doorway.gate().routes().devices();
    this.atDevices = new int[devices.size()][PRIORITIES];
    this.mostAtDevices = new int[devices.size()][PRIORITIES];
    this.lane =
        new Lane(
            new Lane.Place(guest.host(), guest.index(), loop.calls(), this), doorway.gate(), loop);
    doorway.joined(this);
    loop.joined(this);
  }

  Lane lane() {
    return lane;
  }

  SimulatedLoop loop() {
    return loop;
  }

  Doorway doorway() {
    return doorway;
  }

  GuestLane guest() {
    return guest;
  }

  boolean isActive() {
    return active;
  }

  void active(boolean value) {
    active = value;
  }

  void activate() {
    loop.activate(this);
  }

  /** Whether the last look at it found nothing. */
  boolean fallsAsleep() {
    return fallsAsleep;
  }

  void fallsAsleep(boolean value) {
    fallsAsleep = value;
  }

  boolean isClosed() {
    return closed;
  }

  /** The guest rings. */
  void rung() {
    loop.rung(this);
  }

  /** A call goes to a device. */
  void dispatched(Call call) {
    int device = call.deviceNumber() - 1;
    int priority = call.priority();
    int count = ++atDevices[device][priority];
    mostAtDevices[device][priority] = Math.max(mostAtDevices[device][priority], count);
    assertTrue(count <= devices.get(device).window(), "more calls than the window");
    assertFalse(slotsAtDevices.get(call.slot()), "a device has the call already");
    slotsAtDevices.set(call.slot());
    dispatched++;
    guest.book().dispatched(call);
  }

  /** A call has come back. */
  void finish(Call call) {
    int slot = call.slot();
    assertTrue(slotsAtDevices.get(slot), "no device has the call");
    atDevices[call.deviceNumber() - 1][call.priority()]--;
    dispatched--;
    slotsAtDevices.clear(slot);
    boolean goesOn = lane.isServing() && guest.book().ended(call, route(call.functionId()));
    lane.finish(call);
    assertEquals(goesOn, call.isInFlight(), "whether another device gets the call");
  }

  private Route route(int function) {
    return Objects.requireNonNull(doorway.gate().routes().find(function));
  }

  /** Whether a device gets calls of a function now. */
  boolean isServed(int function) {
    return route(function).serves(0) == Status.OK;
  }

  /** Shows the guest what was done. */
  void publish() {
    boolean rings = lane.flush();
    guest.book().read(this);
    if (rings) {
      guest.ring();
    }
  }

  /** Counts an answer that was published. */
  void answered() {
    tenant.answered();
  }

  SimulatedTenant tenant() {
    return tenant;
  }

  /** Has calls stopped when their time comes. */
  void minds(Timeline time) {
    if (closed || !lane.hasDeadlines()) {
      return;
    }
    long next = lane.nextDeadlineNanos();
    if (!expiryPlanned || next - expiryNanos < 0) {
      expiryPlanned = true;
      expiryNanos = next;
      time.at(
          next,
          () -> {
            if (expiryPlanned && expiryNanos == next) {
              expiryPlanned = false;
              loop.expire(this);
            }
          });
    }
  }

  /** Serves it no more; what follows when no device has a call of it. */
  void close(Runnable then) {
    boolean served = lane.isServing() && lane.inFlight() == 0 && !lane.hasSubmissions();
    lane.close();
    closed = true;
    loop.deactivate(this);
    doorway.leave(this);
    onDrained = then;
    tenant.gone(lane.acceptedCalls(), served);
    completeIfDrained();
  }

  void completeIfDrained() {
    Runnable then = onDrained;
    if (then != null && lane.isDrained()) {
      onDrained = null;
      assertEquals(0, lane.inFlight(), "calls of a lane that has gone");
      doorway.left(this);
      then.run();
    }
  }

  void drain() {
    lane.drain();
    if (doorway.leave(this)) {
      activate();
    }
  }

  /** Begins to look for the most calls at each device anew. */
  void forgetMost() {
    for (int[] most : mostAtDevices) {
      Arrays.fill(most, 0);
    }
  }

  /** The most calls of one priority that a device had at once. */
  int mostAt(int device, int priority) {
    return mostAtDevices[device][priority];
  }

  /** What holds at any time. */
  void check() {
    if (dispatched > lane.inFlight() || lane.isDrained() != (dispatched == 0)) {
      throw new AssertionError(
          "%d calls in flight, %d of them at devices".formatted(lane.inFlight(), dispatched));
    }
  }

  /** What holds when nothing more is to happen. */
  void checkIdle() {
    assertEquals(0, lane.inFlight(), "calls in flight when nothing is to come");
    assertFalse(lane.hasDeadlines(), "deadlines of no call");
    assertTrue(!lane.isServing() || !lane.hasSubmissions(), "entries that nobody looks at");
  }
}
