package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.admission.TestLimits;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** A lane between a guest and two devices that all do what chance says, and what must hold then. */
final class LaneModel implements AutoCloseable, Lane.Outbox {
  private static final int POLLS_WITHOUT_PAUSE = 8;
  private static final int DEVICES = 2;
  private static final int GUEST_ACTIONS = 3;
  private static final int ACTIONS = 9;

  private final SplittableRandom random;
  private final int capacity;
  private final int[] windows;
  private final TestGuest guest;
  private final Lane lane;
  private final List<List<Call>> atDevices = List.of(new ArrayList<>(), new ArrayList<>());
  private final long[][] newestAt = new long[DEVICES][TenantLimits.MAX_PRIORITY + 1];
  private final BitSet busySlots = new BitSet();
  private final Map<Long, Set<Status>> expected = new HashMap<>();
  private final Set<Call> stopped = new HashSet<>();
  private int polls;
  private long submitted;
  private long finished;
  private long consumed;
  private long nowNanos;

  LaneModel(long seed) {
    random = new SplittableRandom(seed);
    capacity = 2 << random.nextInt(6);
    windows = new int[] {1 + random.nextInt(8), 1 + random.nextInt(40)};
    guest = new TestGuest(capacity);
    lane =
        new Lane(
            new Lane.Place(guest.host(), 0, new CallPool(0), this),
            Gate.open(TestLimits.urgent(), TestRoutes.of(windows[0], windows[1])),
            this);
  }

  TestGuest guest() {
    return guest;
  }

  Lane lane() {
    return lane;
  }

  @Override
  public void close() {
    guest.close();
  }

  @Override
  public void dispatch(Call call) {
    int index = call.deviceNumber() - 1;
    long newest = newestAt[index][call.priority()];
    assertTrue(call.correlationId() > newest, "equally urgent calls for a device go in order");
    newestAt[index][call.priority()] = call.correlationId();
    assertFalse(busySlots.get(call.slot()), "the slot is taken by another call");
    busySlots.set(call.slot());
    atDevices.get(index).add(call);
  }

  @Override
  public void stop(Call call) {
    assertTrue(busySlots.get(call.slot()), "no device has the call");
    assertTrue(stopped.add(call), "stopped twice");
  }

  /** One random action of anybody, after which everything must still hold. */
  void step() {
    nowNanos += random.nextInt(4_000);
    int action = random.nextInt(ACTIONS);
    if (action < GUEST_ACTIONS) {
      actAsGuest(action);
    } else {
      actAsHost(action);
    }
    check();
  }

  private void actAsGuest(int action) {
    if (action == 0) {
      consume(random.nextInt(capacity + 1));
    } else {
      for (int left = random.nextInt(capacity + 1); left > 0; left--) {
        if (random.nextInt(4) == 0) {
          cancel(submitted + 2 - random.nextLong(2L * capacity));
        } else {
          submit(randomCall());
        }
      }
      guest.publish();
    }
  }

  private void actAsHost(int action) {
    switch (action) {
      case 3, 4 -> poll(1 + random.nextInt(2 * capacity));
      case 5 -> lane.flush();
      case 6 -> {
        if (lane.arm()) {
          lane.flush();
        }
        lane.disarm();
      }
      case 7 -> {
        lane.expire(nowNanos);
        lane.lookAhead(random.nextInt(capacity), nowNanos);
      }
      default -> {
        for (int left = random.nextInt(4); left > 0; left--) {
          finishAny(random.nextInt(DEVICES));
        }
      }
    }
  }

  /** Now and then at a time when what was malformed before is forgotten, and calls have expired. */
  private void poll(int most) {
    polls++;
    if (polls % POLLS_WITHOUT_PAUSE == 0) {
      nowNanos += Abuse.MOST * Abuse.FORGET_NANOS;
    }
    lane.poll(most, nowNanos);
  }

  private SubmissionEntry randomCall() {
    long id = submitted + 1;
    SubmissionEntry entry = guest.entry(id, 1 + random.nextInt(TestRoutes.FUNCTIONS + 1));
    if (random.nextInt(10) == 0) {
      entry.output(0, 1);
    }
    if (random.nextInt(4) == 0) {
      entry.timeToLiveMicros(1 + random.nextInt(100));
    }
    return entry.priority(random.nextInt(4));
  }

  private void submit(SubmissionEntry entry) {
    if (guest.offer(entry)) {
      submitted++;
      Set<Status> statuses = EnumSet.of(refusal(entry));
      if (entry.timeToLiveMicros() > 0) {
        statuses.add(Status.EXPIRED);
      }
      expected.put(entry.correlationId(), statuses);
    }
  }

  private void cancel(long id) {
    if (guest.offer(new SubmissionEntry().cancel(id)) && expected.containsKey(id)) {
      expected.get(id).add(Status.CANCELLED);
    }
  }

  /** The status of an entry that gets no further; OK for those that go to a device. */
  private static Status refusal(SubmissionEntry entry) {
    boolean outside = entry.outputCapacity() > 0;
    return switch (entry.functionId()) {
      case TestRoutes.ECHO_ID, TestRoutes.EITHER_ID, TestRoutes.OTHER_ID ->
          outside ? Status.BAD_SLICE : Status.OK;
      case TestRoutes.DIGEST_ID -> outside ? Status.BAD_SLICE : Status.OUTPUT_TOO_SMALL;
      case TestRoutes.KEYED_ID -> Status.BAD_ENTRY;
      case TestRoutes.SCALED_ID -> outside ? Status.BAD_SLICE : Status.BAD_ARGUMENT;
      default -> Status.UNKNOWN_FUNCTION;
    };
  }

  private void finishAny(int device) {
    List<Call> calls = atDevices.get(device);
    if (!calls.isEmpty()) {
      finish(calls.remove(random.nextInt(calls.size())));
    }
  }

  private void finish(Call call) {
    boolean stops = stopped.remove(call) && random.nextBoolean();
    Outcome outcome = random.nextInt(4) == 0 ? Outcome.badData() : Outcome.ok(0);
    Status status = outcome.kind() == Outcome.Kind.BAD_DATA ? Status.BAD_DATA : Status.OK;
    call.ended(nowNanos, stops ? Outcome.stopped() : outcome);
    if (call.stopReason() == StopReason.CANCELLED) {
      status = Status.CANCELLED;
    } else if (call.isOverdue(nowNanos)) {
      status = Status.EXPIRED;
    }
    Set<Status> possible = expected.put(call.correlationId(), EnumSet.of(status));
    assertNotNull(possible, "a call that has ended");
    assertTrue(status == Status.BAD_DATA || possible.contains(status), status + " " + possible);
    int slot = call.slot();
    lane.finish(call);
    busySlots.clear(slot);
    finished++;
  }

  private void consume(int most) {
    for (Answer answer : guest.take(most)) {
      consumed++;
      Set<Status> statuses = expected.remove(answer.id());
      assertNotNull(statuses, "an answer to a call that is not outstanding");
      assertTrue(statuses.contains(answer.status()), answer + " " + statuses);
    }
  }

  private void check() {
    for (int i = 0; i < DEVICES; i++) {
      int[] counts = new int[TenantLimits.MAX_PRIORITY + 1];
      for (Call call : atDevices.get(i)) {
        counts[call.priority()]++;
      }
      for (int count : counts) {
        assertTrue(count <= windows[i], "more equally urgent calls at a device than its window");
      }
    }
    assertTrue(lane.acceptedCalls() - finished >= lane.inFlight());
    long outstanding = lane.acceptedCalls() + lane.refusedCalls() - consumed;
    assertTrue(outstanding <= capacity, "more outstanding than slots");
    assertEquals(callsAtDevices() == 0, lane.isDrained());
    assertTrue(lane.isServing());
  }

  int callsAtDevices() {
    return atDevices.stream().mapToInt(List::size).sum();
  }

  /** Lets everybody finish; then each call has ended once and nothing is left over. */
  void settle() {
    long before;
    do {
      before = consumed;
      poll(capacity);
      lane.expire(nowNanos);
      while (callsAtDevices() > 0) {
        finishAny(0);
        finishAny(1);
      }
      lane.flush();
      consume(capacity);
      check();
    } while (consumed > before);
    assertEquals(Map.of(), expected, "calls that never ended");
    assertEquals(submitted, lane.acceptedCalls() + lane.refusedCalls());
    assertEquals(0, lane.inFlight());
  }

  /** Every device can again have as many calls as its window and the table allow. */
  void assertAllCredit(int function, int device) {
    long first = submitted;
    for (int i = 0; i < capacity; i++) {
      submit(guest.entry(submitted + 1, function));
    }
    guest.publish();
    poll(capacity);
    assertEquals(capacity, submitted - first);
    assertEquals(Math.min(windows[device], capacity), atDevices.get(device).size());
    settle();
  }

  /** Ends one call after the lane has gone, in whatever way. */
  void returnOne() {
    finishAny(atDevices.getFirst().isEmpty() ? 1 : 0);
  }
}
