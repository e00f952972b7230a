package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lane against a guest that writes anything anywhere in its region, from a seed.
 *
 * <p>{@code -Dvirtfun.hostile.mutations=N} says how many, {@code -Dvirtfun.hostile.seed=N} from
 * which seed.
 */
final class HostileLaneTest {
  private static final long MUTATIONS = Long.getLong("virtfun.hostile.mutations", 1_000_000);
  private static final long SEED = Long.getLong("virtfun.hostile.seed", 1);
  private static final long MUTATIONS_OF_A_LIFE = 10_000;
  private static final int MOST_MUTATIONS_OF_A_STEP = 12;
  private static final long ENOUGH_TO_SEE_ALL = 300_000;
  private static final long MOST_HEAP_BYTES_MORE = 64 << 20;

  private final Set<QuarantineReason> reasons = EnumSet.noneOf(QuarantineReason.class);
  private final Set<Status> statuses = EnumSet.noneOf(Status.class);
  private long taken;
  private long dispatched;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void shouldKeepItsPromisesWhateverTheGuestWrites() throws IOException {
    long mappings = mappings();
    try (GuardedRegion region = new GuardedRegion()) {
      long heapBytes = 0;
      long lives = (MUTATIONS + MUTATIONS_OF_A_LIFE - 1) / MUTATIONS_OF_A_LIFE;
      for (long i = 0; i < lives; i++) {
        live(region, SEED + i, Math.min(MUTATIONS_OF_A_LIFE, MUTATIONS - i * MUTATIONS_OF_A_LIFE));
        heapBytes = i == lives / 10 ? liveHeapBytes() : heapBytes;
      }
      assertTrue(liveHeapBytes() - heapBytes < MOST_HEAP_BYTES_MORE, "the heap grows");
    }
    assertEquals(mappings, mappings());
    assertTrue(taken > MUTATIONS / 10 && dispatched > MUTATIONS / 50, "much of it gets somewhere");
    if (MUTATIONS >= ENOUGH_TO_SEE_ALL) {
      assertEquals(EnumSet.allOf(QuarantineReason.class), reasons);
      assertTrue(
          statuses.containsAll(EnumSet.range(Status.OK, Status.DEVICE_FAILED))
              && statuses.containsAll(EnumSet.of(Status.CANCELLED, Status.EXPIRED)),
          () -> "not hostile in every way: " + statuses);
    }
  }

  private void live(GuardedRegion region, long seed, long mutations) {
    try {
      live(region, new SplittableRandom(seed), mutations);
    } catch (Throwable e) {
      throw new AssertionError(
          "again with -Dvirtfun.hostile.seed=%d -Dvirtfun.hostile.mutations=%d"
              .formatted(seed, mutations),
          e);
    }
  }

  private void live(GuardedRegion region, SplittableRandom random, long mutations) {
    region.renew();
    LaneOracle oracle = new LaneOracle(region);
    WatchedLane lane = new WatchedLane(region, oracle, random);
    // Some are in a hurry, and are quarantined for their garbage rather than for a position.
    boolean hurried = random.nextInt(4) == 0;
    HostileHand hand = new HostileHand(region, oracle, random, hurried ? 50_000 : 1_500);
    lane.meanwhile(
        position -> {
          if (random.nextInt(4) == 0) {
            hand.actMeanwhile(position);
          }
        });
    for (long left = mutations; left > 0; ) {
      int batch = (int) Math.min(left, 1 + random.nextInt(MOST_MUTATIONS_OF_A_STEP));
      left -= batch;
      for (int i = 0; i < batch; i++) {
        hand.act();
      }
      lane.pass(random.nextLong(hurried ? 100_000 : 10_000_000));
      step(lane, random);
      reasons.add(oracle.reason());
      if ((!hurried && hand.asksForReset()) || (!lane.isServing() && random.nextInt(20) == 0)) {
        lane.reset();
        hand.begin();
      }
    }
    lane.settle();
    statuses.addAll(oracle.seen());
    taken += lane.taken();
    dispatched += lane.dispatched();
  }

  private static void step(WatchedLane lane, SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> lane.sleep();
      case 1 -> lane.glance();
      case 2 -> lane.endSome(random.nextInt(6));
      case 3 -> lane.expire();
      default -> {
        lane.endSome(random.nextInt(6));
        lane.turn(1 + random.nextInt(2 * GuardedRegion.QUEUE_CAPACITY));
      }
    }
  }

  private static long liveHeapBytes() {
    ManagementFactory.getMemoryMXBean().gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("memfd:" + GuardedRegion.FILE_NAME))
        .count();
  }
}
