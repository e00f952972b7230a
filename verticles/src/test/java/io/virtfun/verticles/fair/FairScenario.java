package io.virtfun.verticles.fair;

import io.virtfun.verticles.fair.FairModel.Lane;
import io.virtfun.verticles.fair.FairModel.Tenant;
import io.virtfun.verticles.fair.FairModel.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Tenants that do what chance says. */
final class FairScenario {
  private static final int STEPS = 250;
  private static final int MOST_CALLS = 450;
  private static final long MOST_COST = 10_000_000_000L;
  private static final int COST_BITS = 34;
  private static final long MOST_SCALE = 1_000_000;
  private static final long HOUR = 3_600_000_000_000L;

  /** How good estimates are. */
  private enum Estimates {
    EXACT,
    NONE,
    ROUGH,
    WILD
  }

  private final SplittableRandom random;
  private final FairModel model;
  private final Estimates estimates;
  private final int classCount;
  private final List<Integer> weights = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Integer> costBits = new ArrayList<>();
  private final List<Work> waiting = new ArrayList<>();
  private final List<Work> gone = new ArrayList<>();
  private int added;

  FairScenario(long seed, int slots) {
    random = new SplittableRandom(seed);
    estimates = Estimates.values()[random.nextInt(Estimates.values().length)];
    classCount = random.nextBoolean() ? 1 : FairQueue.MOST_PRIORITY + 1;
    long ageingNanos = 1 + random.nextLong(1L << random.nextInt(1, 40));
    model = new FairModel(slots, chooseWeights(), ageingNanos, random.nextLong());
    int tenants = random.nextInt(1, 6);
    for (int i = 0; i < tenants; i++) {
      Tenant tenant = model.tenant(anyWeight());
      int count = random.nextInt(1, 4);
      for (int lane = 0; lane < count; lane++) {
        lanes.add(tenant.lane());
        costBits.add(random.nextInt(COST_BITS));
      }
    }
  }

  /** Weights of which the least common multiple is small enough to count exactly. */
  private long chooseWeights() {
    long scale = 1;
    for (int i = 0; i < 6; i++) {
      int weight = random.nextInt(1, 2 << random.nextInt(10));
      long common = lcm(scale, Math.min(weight, TenantShare.MOST_WEIGHT));
      if (common <= MOST_SCALE) {
        scale = common;
        weights.add(Math.min(weight, TenantShare.MOST_WEIGHT));
      }
    }
    return scale;
  }

  private static long lcm(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return a / x * b;
  }

  private int anyWeight() {
    return weights.get(random.nextInt(weights.size()));
  }

  /** Lives to the end; how near two shares came to the bound, as a part of it. */
  double run() {
    boolean reweights = random.nextInt(4) == 0;
    for (int i = 0; i < STEPS && added < MOST_CALLS; i++) {
      step(reweights);
      model.pump();
    }
    model.finish();
    return model.closest();
  }

  private void step(boolean reweights) {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6 -> arrive(random.nextInt(lanes.size()));
      case 7, 8 -> burst();
      case 9 -> remove();
      case 10 -> model.pass(random.nextLong(1L << random.nextInt(COST_BITS)));
      case 11 -> rest();
      case 12 -> replaceLane();
      case 13 -> reweight(reweights);
      default -> end();
    }
  }

  private void arrive(int index) {
    long cost = anyNanos(costBits.get(index));
    Work work = gone.isEmpty() ? new Work() : gone.removeLast();
    model.add(work, lanes.get(index), random.nextInt(classCount), cost, estimate(cost));
    waiting.add(work);
    added++;
  }

  private long anyNanos(int bits) {
    return Math.min(MOST_COST, 1 + random.nextLong(1L << random.nextInt(bits + 1)));
  }

  private long estimate(long cost) {
    return switch (estimates) {
      case EXACT -> cost;
      case NONE -> 0;
      case ROUGH -> cost / 2 + random.nextLong(cost + 1);
      case WILD -> anyNanos(COST_BITS - 1);
    };
  }

  private void burst() {
    int index = random.nextInt(lanes.size());
    for (int i = random.nextInt(12); i > 0; i--) {
      arrive(index);
    }
  }

  private void remove() {
    waiting.removeIf(work -> !work.isQueued());
    if (!waiting.isEmpty()) {
      Work work = waiting.remove(random.nextInt(waiting.size()));
      model.remove(work);
      gone.add(work);
    }
  }

  /** All that waits is done, or somebody goes away; then nothing happens, up to an hour. */
  private void rest() {
    if (random.nextInt(4) == 0) {
      model.finish();
    }
    model.pass(random.nextLong(HOUR));
  }

  private void replaceLane() {
    int index = random.nextInt(lanes.size());
    Lane old = lanes.get(index);
    model.removeAll(old);
    lanes.set(index, old.tenant().lane());
  }

  private void reweight(boolean allowed) {
    if (allowed) {
      lanes.get(random.nextInt(lanes.size())).tenant().weight(anyWeight());
    }
  }

  private void end() {
    Work ended = model.endNext();
    if (ended != null) {
      gone.add(ended);
    }
  }
}
