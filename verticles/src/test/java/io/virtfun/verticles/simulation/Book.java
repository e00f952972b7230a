package io.virtfun.verticles.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.routing.Route;
import io.virtfun.verticles.simulation.Seen.Sight;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lane's guest has lent, and how each of its calls may end, which is held against all that
 * the host publishes at the moment when it is published.
 */
final class Book {
  /** Input, and behind it output. */
  static final int SLICE_BYTES = 2 * Payload.BYTES;

  private static final int MOST_DEVICES = 3;
  private static final int MOST_MOVES = 8;

  private final MemorySegment arena;
  private final CompletionConsumer spectator;
  private final Seen seen;
  private final CompletionEntry completion = new CompletionEntry();
  private final Map<Long, Sent> outstanding = new HashMap<>();
  private final BitSet lent = new BitSet();
  private final int slices;

  /** A call that was sent, and what became of it. */
  private static final class Sent {
    private final int slice;
    private final @Nullable Status flaw;
    private final boolean mayExpire;
    private final int function;
    private final BitSet failed = new BitSet();
    private boolean cancelled;
    private boolean cameBack;
    private @Nullable Status verdict;

    Sent(int slice, int function, @Nullable Status flaw, boolean mayExpire) {
      this.slice = slice;
      this.function = function;
      this.flaw = flaw;
      this.mayExpire = mayExpire;
    }

    boolean mayEnd(Status status, SimulatedLane lane) {
      return switch (status) {
        case CANCELLED -> cancelled;
        case EXPIRED -> mayExpire && flaw == null;
        case BUSY -> !cameBack && flaw == null && lane.tenant().mayShed();
        case NOT_ALLOWED -> !cameBack && lane.tenant().mayForbid();
        case SHUTTING_DOWN -> !cameBack && lane.lane().isDraining();
        case NO_DEVICE -> cameBack ? verdict == status : flaw == null && !lane.isServed(function);
        default -> status == (cameBack ? verdict : flaw);
      };
    }

    @Override
    public String toString() {
      return "flaw %s, may expire %s, cancelled %s, came back %s as %s"
          .formatted(flaw, mayExpire, cancelled, cameBack, verdict);
    }
  }

  /**
   * Of a lane that has just been opened.
   *
   * @param arena the lane's part, a slice each so many bytes
   */
  Book(MemorySegment region, LaneGeometry lane, MemorySegment arena, Seen seen) {
    this.arena = arena;
    this.spectator = new CompletionConsumer(region, lane);
    this.seen = seen;
    this.slices = (int) (arena.byteSize() / SLICE_BYTES);
    for (int i = 0; i < slices; i++) {
      Payload.own(slice(i));
    }
  }

  private MemorySegment slice(int index) {
    return arena.asSlice((long) index * SLICE_BYTES, SLICE_BYTES);
  }

  /** A slice for a call, which nobody has touched since the guest got it back; -1: none is free. */
  int lend(long id) {
    int slice = lent.nextClearBit(0);
    if (slice >= slices) {
      return -1;
    }
    Payload.checkOwn(slice(slice));
    Payload.fill(slice(slice), id);
    lent.set(slice);
    return slice;
  }

  /** A call that was not sent. */
  void takeBack(int slice) {
    Payload.own(slice(slice));
    lent.clear(slice);
  }

  /** A call that was sent. */
  void sent(long id, int slice, int function, @Nullable Status flaw, boolean mayExpire) {
    outstanding.put(id, new Sent(slice, function, flaw, mayExpire));
  }

  /** A call may be answered cancelled from now on. */
  void cancelled(long id) {
    Sent sent = outstanding.get(id);
    if (sent != null) {
      sent.cancelled = true;
    }
  }

  /** A call goes to a device. */
  void dispatched(Call call) {
    Sent sent = outstanding.get(call.correlationId());
    assertNotNull(sent, "a call that has ended goes to a device");
    if (sent.cameBack) {
      boolean goes = sent.verdict == Status.DEVICE_FAILED || sent.verdict == Status.NO_DEVICE;
      assertTrue(goes, "a call goes elsewhere that had not failed");
      seen.saw(Sight.CALL_TRIED_ELSEWHERE);
    }
    assertFalse(sent.failed.get(call.deviceNumber()), "the device has failed the call before");
    sent.cameBack = false;
  }

  /** A call has come back from its device; whether it is to go to another one. */
  boolean ended(Call call, Route route) {
    Sent sent = outstanding.get(call.correlationId());
    assertNotNull(sent, "a call came back that has ended");
    assertFalse(sent.cameBack, "a call came back twice");
    sent.cameBack = true;
    boolean may;
    if (call.isUnrun()) {
      sent.verdict = sent.failed.isEmpty() ? Status.NO_DEVICE : Status.DEVICE_FAILED;
      may = call.assignment().moves() < MOST_MOVES;
    } else {
      sent.verdict = verdict(call.outcome());
      sent.failed.set(call.deviceNumber());
      may =
          sent.verdict == Status.DEVICE_FAILED
              && route.spec().idempotent()
              && sent.failed.cardinality() < MOST_DEVICES;
    }
    return may
        && !call.isOver(call.endedNanos())
        && route.devices().stream()
            .filter(device -> device.number() != call.deviceNumber())
            .anyMatch(device -> device.standing().isServing() && !sent.failed.get(device.number()));
  }

  private static @Nullable Status verdict(Outcome outcome) {
    return switch (outcome.kind()) {
      case OK -> outcome.value() <= Payload.BYTES ? Status.OK : Status.DEVICE_FAILED;
      case OUTPUT_TOO_SMALL -> Status.OUTPUT_TOO_SMALL;
      case BAD_DATA -> Status.BAD_DATA;
      case DEVICE_FAILED -> Status.DEVICE_FAILED;
      case STOPPED -> null;
    };
  }

  /** Reads what was published since. */
  void read(SimulatedLane lane) {
    int count = spectator.available();
    assertTrue(count == 0 || lane.lane().isServing(), "answers of a lane that is not served");
    for (int i = 0; i < count; i++) {
      spectator.take(completion);
      lane.answered();
      answered(lane);
    }
  }

  private void answered(SimulatedLane lane) {
    Sent sent = outstanding.remove(completion.correlationId);
    assertNotNull(sent, "an answer to a call that has ended");
    Status status = Status.ofCode(completion.status);
    assertNotNull(status, "an answer without a status");
    if (!sent.mayEnd(status, lane)) {
      throw new AssertionError("%s (expected of: %s)".formatted(status, sent));
    }
    if (status == Status.OK) {
      assertEquals(Payload.BYTES, completion.outputBytes);
      Payload.checkResult(slice(sent.slice), completion.correlationId);
    } else {
      assertEquals(0, completion.outputBytes);
    }
    seen.saw(status);
    takeBack(sent.slice);
  }

  /** Calls that were not answered. */
  int outstanding() {
    return outstanding.size();
  }

  /** Everything was answered, and nothing was written that the guest has back. */
  void checkSettled() {
    assertEquals(Map.of(), outstanding, "calls that never ended");
    for (int i = 0; i < slices; i++) {
      Payload.checkOwn(slice(i));
    }
  }
}
