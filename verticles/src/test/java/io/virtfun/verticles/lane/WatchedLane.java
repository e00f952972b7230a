package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** A lane with devices that write outputs; after each step all that was promised must hold. */
final class WatchedLane implements Lane.Outbox {
  private static final int[] WINDOWS = {3, 5};
  private static final int CAPACITY = GuardedRegion.QUEUE_CAPACITY;
  private static final FunctionSpec[] FUNCTIONS = {
    TestRoutes.ECHO,
    TestRoutes.DIGEST,
    TestRoutes.KEYED,
    TestRoutes.EITHER,
    TestRoutes.SCALED,
    TestRoutes.OTHER
  };

  private final GuardedRegion region;
  private final LaneOracle oracle;
  private final SplittableRandom random;
  private final InvocationCheck check;
  private final long control;
  private final List<List<Call>> devices = List.of(new ArrayList<>(), new ArrayList<>());
  private final Set<Call> stopped = new HashSet<>();
  private final Fates fates;
  private LongConsumer meanwhile = _ -> {};
  private Lane lane;
  private long nowNanos;
  private boolean silent;
  private long taken;
  private long dispatched;
  private List<Long> turn = List.of();
  private long handledBefore;

  /** Opens a lane on a new region; devices do what chance says. */
  WatchedLane(GuardedRegion region, LaneOracle oracle, SplittableRandom random) {
    this.region = region;
    this.oracle = oracle;
    this.random = random;
    this.fates = new Fates(random);
    this.check = new InvocationCheck(region.arena());
    this.control = region.lane().controlOffset();
    this.nowNanos = random.nextLong();
    open();
  }

  private void open() {
    oracle.begin();
    lane =
        new Lane(
            new Lane.Place(region.host(), 0, new CallPool(0), this),
            Gate.open(TestRoutes.of(WINDOWS[0], WINDOWS[1])),
            this);
    region.accept(control + TestGuest.LANE_STATE, 8);
    stopped.clear();
    fates.clear();
    handledBefore = 0;
    silent = false;
    region.assertAsExpected();
  }

  /** What the guest does while the lane works; it is told the position of the next entry. */
  void meanwhile(LongConsumer action) {
    meanwhile = action;
  }

  boolean isServing() {
    return lane.isServing();
  }

  /** Entries taken so far. */
  long taken() {
    return taken;
  }

  /** Calls that devices got so far. */
  long dispatched() {
    return dispatched;
  }

  @Override
  public void dispatch(Call call) {
    dispatched++;
    check.accept(call.invocation());
    oracle.outstanding().assertMatches(call, FUNCTIONS, region.host().memory());
    List<Call> device = devices.get(call.deviceNumber() - 1);
    device.add(call);
    assertTrue(device.size() <= WINDOWS[call.deviceNumber() - 1], "more calls than the window");
    meanwhile.accept(nextPosition());
  }

  @Override
  public void stop(Call call) {
    assertTrue(devices.get(call.deviceNumber() - 1).contains(call), "no device has the call");
    assertTrue(stopped.add(call), "stopped twice");
  }

  /** Of the entry that is copied next. */
  private long nextPosition() {
    int handledNow = (int) (handled() - handledBefore);
    return handledNow == 0 ? oracle.taken() : turn.get(handledNow - 1) + 1;
  }

  private long handled() {
    return lane.acceptedCalls() + lane.refusedCalls();
  }

  /** Time goes on. */
  void pass(long nanos) {
    nowNanos += nanos;
  }

  /** Looks at the queues as a doorbell verticle does. */
  void turn(int most) {
    oracle.forget(nowNanos);
    int count = oracle.look(most);
    turn = oracle.take(count, nowNanos);
    taken += turn.size();
    handledBefore = handled();
    assertEquals(count, lane.poll(most, nowNanos), "entries taken");
    assertEquals(handledBefore + turn.size(), handled());
    handledBefore = handled();
    publish(count > 0);
  }

  private void publish(boolean tookSome) {
    boolean rings = lane.flush();
    assertEquals(oracle.reason(), lane.quarantineReason());
    if (lane.isServing()) {
      oracle.published(lane.inFlight(), nowNanos);
      if (tookSome) {
        oracle.released();
      }
    } else if (!silent) {
      silent = true;
      assertTrue(rings, "a guest that is quarantined is rung");
      oracle.quarantined();
    } else {
      assertFalse(rings, "a lane that is not served rings nobody");
    }
    check();
  }

  private void check() {
    int atDevices = devices.get(0).size() + devices.get(1).size();
    assertTrue(lane.isServing() ? lane.inFlight() >= atDevices : lane.inFlight() == atDevices);
    assertTrue(lane.inFlight() <= CAPACITY);
    assertEquals(atDevices == 0, lane.isDrained());
    region.assertAsExpected();
  }

  /** Asks the guest to ring, and takes the asking back. */
  void sleep() {
    LaneOracle.Rest expected = oracle.rest();
    if (lane.isServing()) {
      boolean sleeps = lane.arm();
      if (!sleeps && expected == LaneOracle.Rest.LOOK_AHEAD) {
        lane.lookAhead(CAPACITY, nowNanos);
        sleeps = lane.arm();
      }
      assertEquals(expected != LaneOracle.Rest.WORK, sleeps);
      lane.disarm();
      region.accept(control + TestGuest.SUBMISSION_WAKEUP, 4);
    } else {
      assertTrue(lane.arm());
      lane.disarm();
    }
    publish(false);
  }

  /** Calls expire whose time has come. */
  void expire() {
    lane.expire(nowNanos);
    publish(false);
  }

  /** Looks whether there is something to take. */
  void glance() {
    if (lane.isServing()) {
      long tail = region.readU64(control + TestGuest.SUBMISSION_TAIL);
      boolean possible = oracle.glance();
      assertEquals(!possible || tail != oracle.taken(), lane.hasSubmissions());
    }
  }

  /** Some calls end, in any order. */
  void endSome(int most) {
    for (int i = 0; i < most; i++) {
      List<Call> device = devices.get(random.nextInt(2));
      if (!device.isEmpty()) {
        end(device.remove(random.nextInt(device.size())));
      }
    }
    publish(false);
  }

  private void endAll() {
    // What fails at one goes to the other.
    while (!lane.isDrained()) {
      for (List<Call> device : devices) {
        while (!device.isEmpty()) {
          end(device.removeLast());
        }
      }
    }
    publish(false);
  }

  private void end(Call call) {
    Invocation invocation = call.invocation();
    MemorySegment output = invocation.output();
    // Reads all of the input, and writes all of the output.
    output.fill((byte) (invocation.input().mismatch(output) + random.nextInt()));
    region.acceptSlice(output);
    boolean early = stopped.remove(call) && random.nextBoolean();
    call.ended(nowNanos, early ? Outcome.stopped() : fates.outcome(output.byteSize()));
    boolean goesOn = fates.goesElsewhere(call, nowNanos, lane.isServing());
    lane.finish(call);
    assertEquals(goesOn, call.isInFlight(), "whether the call goes to another device");
  }

  /** Lets the guest begin anew, as a broker does when asked. */
  void reset() {
    lane.close();
    silent = true;
    endAll();
    assertEquals(0, lane.inFlight());
    assertTrue(lane.isDrained());
    region.reset();
    open();
  }

  /** Lets everybody finish: nothing may be left over. */
  void settle() {
    meanwhile = _ -> {};
    long before;
    do {
      before = oracle.taken();
      readAll();
      turn(CAPACITY);
      endAll();
    } while (lane.isServing() && oracle.taken() > before);
    if (lane.isServing()) {
      assertEquals(0, oracle.outstanding().count(), "entries without an answer");
      assertCredit(TestRoutes.ECHO_ID, 0);
      assertCredit(TestRoutes.OTHER_ID, 1);
    }
    assertEquals(0, lane.inFlight());
    assertTrue(lane.isDrained());
    reset();
    assertEquals(QuarantineReason.NONE, lane.quarantineReason());
  }

  private void readAll() {
    if (lane.isServing()) {
      region.writeU64(control + TestGuest.COMPLETION_HEAD, oracle.published());
    }
  }

  /** The device can again have as many calls as its window. */
  private void assertCredit(int function, int device) {
    readAll();
    for (int i = 0; i < CAPACITY; i++) {
      long index = (oracle.taken() + i) & (CAPACITY - 1);
      MemorySegment entry = MemorySegment.ofArray(new long[8]);
      new RawEntry().function(function).copyTo(entry);
      region.write(region.lane().submissionEntriesOffset() + index * 64, entry);
    }
    region.writeU64(control + TestGuest.SUBMISSION_TAIL, oracle.taken() + CAPACITY);
    turn(CAPACITY);
    if (lane.isServing()) {
      assertEquals(WINDOWS[device], devices.get(device).size(), "credit");
    }
    endAll();
  }
}
