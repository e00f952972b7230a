package io.virtfun.verticles.simulation;

import java.util.PriorityQueue;

/**
 * Virtual time, and what is to happen when. It begins anywhere, also shortly before the clock runs
 * over.
 *
 * <p><b>Units:</b> {@link System#nanoTime()}.
 */
final class Timeline {
  private static final long PRIME = 0x100000001b3L;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final long startNanos;
  private long elapsedNanos;
  private long planned;
  private long happened;
  private long trace;

  /** Something at a time, behind what was planned before for the same time. */
  private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Long.compare(atNanos, other.atNanos);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  Timeline(long startNanos) {
    this.startNanos = startNanos;
  }

  long nowNanos() {
    return startNanos + elapsedNanos;
  }

  void after(long delayNanos, Runnable action) {
    events.add(new Event(elapsedNanos + delayNanos, planned++, action));
  }

  /** At a time, or now where it has passed. */
  void at(long nanos, Runnable action) {
    after(Math.max(0, nanos - nowNanos()), action);
  }

  /** Has the next thing happen; false where nothing is to come. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    elapsedNanos = next.atNanos;
    happened++;
    trace = (trace ^ next.atNanos ^ next.number << 40) * PRIME;
    next.action.run();
    return true;
  }

  /** How much has happened. */
  long happened() {
    return happened;
  }

  /** A figure for all that happened and when. */
  long trace() {
    return trace;
  }
}
