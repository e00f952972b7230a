package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** A device with slots, its queue, and what must hold whatever tenants do. */
final class FairModel {
  private static final int CLASSES = FairQueue.MOST_PRIORITY + 1;
  private static final int PASSED_OVER = 3;

  private final int slots;
  private final long scale;
  private final long ageingNanos;
  private final FairQueue<Work> queue;
  private final List<Rivals> classes;
  private final List<Tenant> tenants = new ArrayList<>();
  private final int[] queued = new int[CLASSES];
  private final int[] passedOver = new int[CLASSES];
  private final long[] waitingSince = new long[CLASSES];
  private final PriorityQueue<Work> running;
  private long now;
  private double closest;

  /** A tenant and its accounts by class. */
  final class Tenant {
    private final TenantShare<Work> share;
    private final List<Rivals.Account> accounts = accounts();
    private final List<Rivals> lanes =
        IntStream.range(0, CLASSES).mapToObj(_ -> new Rivals(1, slots())).toList();
    private final int[] waiting = new int[CLASSES];
    private int weight;
    private long servedNanos;

    Tenant(int weight) {
      this.weight = weight;
      this.share = queue.tenant(weight);
    }

    Lane lane() {
      return new Lane(this);
    }

    void weight(int changed) {
      weight = changed;
      share.weight(changed);
      accounts.forEach(Rivals.Account::reweighted);
    }

    /** Device time of all calls that started. */
    long servedNanos() {
      return servedNanos;
    }

    int queued() {
      return IntStream.of(waiting).sum();
    }
  }

  /** A lane, its accounts and its queued calls by class. */
  static final class Lane {
    private final Tenant tenant;
    private final LaneShare<Work> share;
    private final List<Rivals.Account> accounts = accounts();
    private final List<Deque<Work>> waiting =
        IntStream.range(0, CLASSES).<Deque<Work>>mapToObj(_ -> new ArrayDeque<>()).toList();

    Lane(Tenant tenant) {
      this.tenant = tenant;
      this.share = tenant.share.lane();
    }

    int queued() {
      return waiting.stream().mapToInt(Deque::size).sum();
    }

    Tenant tenant() {
      return tenant;
    }
  }

  /** A call, which may be used again when it has left. */
  static final class Work {
    private final Queued<Work> place = new Queued<>(this);
    private Lane lane;
    private int priority;
    private long cost;
    private long estimate;
    private long endsAt;

    boolean isQueued() {
      return place.isQueued();
    }
  }

  FairModel(int slots, long scale, long ageingNanos, long now) {
    this.slots = slots;
    this.scale = scale;
    this.ageingNanos = ageingNanos;
    this.now = now;
    this.queue = new FairQueue<>(new FairQueue.Settings(ageingNanos));
    this.classes = IntStream.range(0, CLASSES).mapToObj(_ -> new Rivals(scale, slots)).toList();
    this.running = new PriorityQueue<>(Comparator.comparingLong((Work work) -> work.endsAt - now));
  }

  private static List<Rivals.Account> accounts() {
    return IntStream.range(0, CLASSES).mapToObj(_ -> new Rivals.Account()).toList();
  }

  private int slots() {
    return slots;
  }

  Tenant tenant(int weight) {
    assertEquals(0, scale % weight, "a weight divides the scale");
    Tenant tenant = new Tenant(weight);
    tenants.add(tenant);
    return tenant;
  }

  /** A call arrives; it will take what it costs. */
  Work add(Lane lane, int priority, long cost, long estimate) {
    Work work = new Work();
    add(work, lane, priority, cost, estimate);
    return work;
  }

  void add(Work work, Lane lane, int priority, long cost, long estimate) {
    work.lane = lane;
    work.priority = priority;
    work.cost = cost;
    work.estimate = estimate;
    Tenant tenant = lane.tenant;
    if (queued[priority]++ == 0) {
      waitingSince[priority] = now;
      passedOver[priority] = 0;
    }
    if (tenant.waiting[priority]++ == 0) {
      classes.get(priority).queued(tenant.accounts.get(priority));
    }
    if (lane.waiting.get(priority).isEmpty()) {
      tenant.lanes.get(priority).queued(lane.accounts.get(priority));
    }
    lane.waiting.get(priority).add(work);
    queue.add(work.place, lane.share, priority, estimate, now);
    assertTrue(work.place.isQueued());
  }

  /** Fills the free slots: while calls wait, none stays free. */
  void pump() {
    while (running.size() < slots) {
      boolean waits = queue.size() > 0;
      Queued<Work> started = queue.start(now);
      assertEquals(waits, started != null, "a slot is free and calls wait: one starts");
      if (started == null) {
        break;
      }
      start(started.call());
    }
    checkCounts();
  }

  private void start(Work work) {
    assertTrue(work.place.isRunning());
    assertSame(work, work.lane.waiting.get(work.priority).peek(), "a lane's calls go in order");
    checkClass(work.priority);
    Tenant tenant = work.lane.tenant;
    tenant.servedNanos += work.cost;
    Rivals.Account account = tenant.accounts.get(work.priority);
    classes.get(work.priority).started(account, work.cost, work.estimate, tenant.weight);
    Rivals.Account ofLane = work.lane.accounts.get(work.priority);
    tenant.lanes.get(work.priority).started(ofLane, work.cost, work.estimate, 1);
    left(work);
    work.endsAt = now + work.cost;
    running.add(work);
  }

  private void checkClass(int started) {
    boolean overdue = isOverdue(started);
    for (int other = 0; other < CLASSES; other++) {
      if (other != started && queued[other] > 0) {
        if (isOverdue(other)) {
          passedOver[other]++;
          assertTrue(passedOver[other] <= PASSED_OVER, "an overdue class is passed over thrice");
          assertTrue(overdue, "overdue classes go first");
        } else {
          assertTrue(overdue || other < started, "the urgent class goes first");
        }
      }
    }
    waitingSince[started] = now;
    passedOver[started] = 0;
  }

  private boolean isOverdue(int priority) {
    return now - waitingSince[priority] >= ageingNanos;
  }

  private void left(Work work) {
    int priority = work.priority;
    Tenant tenant = work.lane.tenant;
    assertTrue(work.lane.waiting.get(priority).remove(work), "a call leaves once");
    queued[priority]--;
    if (work.lane.waiting.get(priority).isEmpty()) {
      tenant.lanes.get(priority).emptied(work.lane.accounts.get(priority));
    }
    if (--tenant.waiting[priority] == 0) {
      classes.get(priority).emptied(tenant.accounts.get(priority));
    }
  }

  private void checkCounts() {
    assertEquals(IntStream.of(queued).sum(), queue.size());
    assertEquals(running.size(), queue.running());
    for (Tenant tenant : tenants) {
      assertEquals(tenant.queued(), tenant.share.queued());
    }
  }

  void remove(Work work) {
    assertTrue(queue.remove(work.place));
    assertFalse(queue.remove(work.place), "a call is removed once");
    assertFalse(work.place.isQueued());
    left(work);
  }

  /** The guest has gone. */
  void removeAll(Lane lane) {
    for (int left = lane.queued(); left > 0; left--) {
      Queued<Work> removed = queue.removeAny(lane.share);
      assertNotNull(removed);
      assertSame(lane, removed.call().lane);
      left(removed.call());
    }
    assertNull(queue.removeAny(lane.share));
  }

  /** Lets time pass, up to the next end of a call. */
  void pass(long nanos) {
    now += running.isEmpty() ? nanos : Math.min(nanos, running.element().endsAt - now);
  }

  /** The call that ends first ends; null when none runs. */
  Work endNext() {
    Work work = running.poll();
    if (work != null) {
      now = work.endsAt;
      assertFalse(queue.remove(work.place), "what runs is not removed");
      queue.ended(work.place, work.cost);
      assertFalse(work.place.isRunning());
    }
    return work;
  }

  /** Runs all that waits. */
  void finish() {
    pump();
    while (endNext() != null) {
      pump();
    }
    assertEquals(0, queue.size());
    assertNull(queue.start(now));
  }

  double closest() {
    classes.forEach(each -> closest = Math.max(closest, each.closest()));
    tenants.forEach(
        tenant -> tenant.lanes.forEach(each -> closest = Math.max(closest, each.closest())));
    return closest;
  }

  long now() {
    return now;
  }
}
