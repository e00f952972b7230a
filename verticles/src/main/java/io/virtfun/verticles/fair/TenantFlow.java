package io.virtfun.verticles.fair;

/** A tenant in one class, and its lanes that compete there. */
final class TenantFlow<C> extends Flow {
  private final PriorityClass<C> home;
  private final Siblings<LaneFlow<C>> lanes = new Siblings<>();
  private int queued;

  TenantFlow(PriorityClass<C> home, int weight) {
    super(weight);
    this.home = home;
  }

  PriorityClass<C> home() {
    return home;
  }

  Siblings<LaneFlow<C>> lanes() {
    return lanes;
  }

  int queued() {
    return queued;
  }

  void countQueued(int change) {
    queued += change;
  }
}
