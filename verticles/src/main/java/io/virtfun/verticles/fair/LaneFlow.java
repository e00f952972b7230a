package io.virtfun.verticles.fair;

import org.jspecify.annotations.Nullable;

/** A lane in one class, and its queued calls in order of arrival, linked through themselves. */
final class LaneFlow<C> extends Flow {
  /** All lanes of a tenant are equal. */
  static final int WEIGHT = 1;

  private final TenantFlow<C> tenant;
  private @Nullable Queued<C> head;
  private @Nullable Queued<C> tail;

  LaneFlow(TenantFlow<C> tenant) {
    super(WEIGHT);
    this.tenant = tenant;
  }

  TenantFlow<C> tenant() {
    return tenant;
  }

  @Nullable Queued<C> head() {
    return head;
  }

  void append(Queued<C> queued) {
    queued.previous = tail;
    if (tail == null) {
      head = queued;
    } else {
      tail.next = queued;
    }
    tail = queued;
  }

  void unlink(Queued<C> queued) {
    Queued<C> previous = queued.previous;
    Queued<C> next = queued.next;
    if (previous == null) {
      head = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      tail = previous;
    } else {
      next.previous = previous;
    }
    queued.previous = null;
    queued.next = null;
  }
}
