package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a guest writes, a lane neither throws nor leaves the arena nor writes what is not its.
 */
final class HostileGuestTest {
  private static final int CAPACITY = 64;
  private static final int TURNS = 700;
  private static final int LIVES = 50;
  private static final int RACED_CALLS = 5_000;

  private final Map<Status, Integer> answers = new EnumMap<>(Status.class);
  private final CallPool pool = new CallPool(0);
  private long nowNanos;

  private void turn(Lane lane, CheckedDevices devices) {
    nowNanos += Abuse.MOST * Abuse.FORGET_NANOS;
    lane.poll(CAPACITY, nowNanos);
    lane.expire(nowNanos);
    devices.endSome(lane, nowNanos);
    lane.flush();
    if (lane.arm()) {
      lane.flush();
    }
    lane.disarm();
  }

  /** One after another's calls are lent from the same pool, as those of tenants are. */
  private Lane lane(TestGuest guest, CheckedDevices devices) {
    return new Lane(
        new Lane.Place(guest.host(), 0, pool, devices), Gate.open(TestRoutes.of(4, 4)), devices);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldStayInsideItsBoundsWhenEntriesAreHostile(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (TestGuest guest = new TestGuest(CAPACITY)) {
      HostileEntries entries = new HostileEntries(random, guest.arenaStart(), guest.arenaEnd());
      CheckedDevices devices = new CheckedDevices(random, guest.arena());
      Lane lane = lane(guest, devices);
      RegionSnapshot before = new RegionSnapshot(guest);
      for (int i = 0; i < TURNS; i++) {
        entries.scribble(guest.memory());
        while (guest.offer(entries.next())) {}
        guest.publish();
        before.retake();
        turn(lane, devices);
        before.assertChangedByHostOnly();
        for (Answer answer : guest.take()) {
          answers.merge(answer.status(), 1, Integer::sum);
        }
      }
      assertTrue(lane.isServing());
      devices.endAll(lane);
      assertEquals(0, lane.inFlight());
      assertTrue(devices.seen() <= lane.acceptedCalls());
    }
    Set<Status> missing = EnumSet.range(Status.OK, Status.OUTPUT_TOO_SMALL);
    missing.add(Status.DEVICE_FAILED);
    missing.removeAll(answers.keySet());
    assertEquals(Set.of(), missing, "the entries are hostile in every way");
  }

  @Test
  void shouldStayInsideItsBoundsWhenPositionsJump() {
    SplittableRandom random = new SplittableRandom(99);
    Set<QuarantineReason> reasons = EnumSet.noneOf(QuarantineReason.class);
    for (int life = 0; life < LIVES; life++) {
      try (TestGuest guest = new TestGuest(CAPACITY)) {
        HostileEntries entries = new HostileEntries(random, guest.arenaStart(), guest.arenaEnd());
        CheckedDevices devices = new CheckedDevices(random, guest.arena());
        Lane lane = lane(guest, devices);
        RegionSnapshot before = new RegionSnapshot(guest);
        for (int i = 0; i < 40; i++) {
          offerSome(random, guest, entries);
          jump(random, guest);
          before.retake();
          turn(lane, devices);
          before.assertChangedByHostOnly();
        }
        reasons.add(lane.quarantineReason());
        devices.endAll(lane);
        assertTrue(lane.isDrained());
        assertEquals(0, lane.inFlight());
      }
    }
    assertEquals(EnumSet.complementOf(EnumSet.of(QuarantineReason.ABUSE)), reasons);
  }

  private static void offerSome(SplittableRandom random, TestGuest guest, HostileEntries entries) {
    for (int left = random.nextInt(CAPACITY); left > 0; left--) {
      guest.offer(entries.next());
    }
    guest.publish();
    if (random.nextBoolean()) {
      guest.take();
    }
  }

  private static void jump(SplittableRandom random, TestGuest guest) {
    if (random.nextInt(50) == 0) {
      long field = random.nextBoolean() ? TestGuest.SUBMISSION_TAIL : TestGuest.COMPLETION_HEAD;
      long by = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(-3, 2 * CAPACITY);
      guest.position(field, guest.position(field) + by);
    }
  }

  @Test
  void shouldTrustTheCopyWhenTheGuestWritesMeanwhile() throws InterruptedException {
    try (TestGuest guest = new TestGuest(CAPACITY)) {
      CheckedDevices devices = new CheckedDevices(new SplittableRandom(7), guest.arena());
      Lane lane = lane(guest, devices);
      Thread scribbler = Thread.ofPlatform().start(() -> scribbleUntilInterrupted(guest));
      try {
        while (lane.acceptedCalls() + lane.refusedCalls() < RACED_CALLS) {
          turn(lane, devices);
          assertTrue(lane.isServing());
          Thread.onSpinWait();
        }
      } finally {
        scribbler.interrupt();
        scribbler.join();
      }
      assertTrue(lane.acceptedCalls() > 0 && lane.refusedCalls() > 0);
    }
  }

  /** Keeps the queue full and never stops changing what lies in it. */
  private static void scribbleUntilInterrupted(TestGuest guest) {
    SplittableRandom random = new SplittableRandom(8);
    HostileEntries entries = new HostileEntries(random, guest.arenaStart(), guest.arenaEnd());
    while (!Thread.currentThread().isInterrupted()) {
      while (guest.offer(entries.next())) {}
      guest.publish();
      entries.next().copyTo(guest.slot(random.nextInt(CAPACITY)));
      entries.scribble(guest.memory());
      guest.take();
    }
  }
}
