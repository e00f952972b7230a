package io.virtfun.verticles.fair;

import java.util.ArrayList;
import java.util.List;

/**
 * The flows that compete for one thing, the queued ones in a binary heap, and their virtual time.
 *
 * <p>Virtual time is the highest clock a flow showed when it was started, for it was the lowest of
 * those queued then. A flow that enters is set forward to it: nothing is saved up while not queued.
 * When no flow is queued or runs, it becomes the highest clock of all: a busy period leaves no
 * debts.
 */
final class Siblings<F extends Flow> {
  private final List<F> heap = new ArrayList<>();
  private long virtualNanos;
  private long highestNanos;
  private long starts;
  private int running;

  boolean isEmpty() {
    return heap.isEmpty();
  }

  int running() {
    return running;
  }

  /** The flow to start next. */
  F first() {
    return heap.getFirst();
  }

  /** The flow has calls queued from now on. */
  void enter(F flow) {
    flow.raise(virtualNanos);
    heap.add(flow);
    up(flow, heap.size() - 1);
  }

  /** The flow has no calls queued from now on. */
  void leave(F flow) {
    int hole = flow.position();
    flow.position(Flow.NOT_QUEUED);
    F last = heap.removeLast();
    if (hole < heap.size()) {
      settle(last, hole);
    }
    forgetDebts();
  }

  /** Charges the first flow for a call that starts. */
  void start(F flow, long estimateNanos) {
    virtualNanos = Math.max(virtualNanos, flow.clockNanos());
    running++;
    flow.begin(++starts, estimateNanos);
    down(flow, flow.position());
  }

  /** Corrects the charge for a call that ended. */
  void end(F flow, long correctionNanos, int weight) {
    running--;
    flow.finish(correctionNanos, weight);
    if (flow.position() != Flow.NOT_QUEUED) {
      settle(flow, flow.position());
    }
    if (flow.running() == 0) {
      highestNanos = Math.max(highestNanos, flow.clockNanos());
    }
    forgetDebts();
  }

  private void forgetDebts() {
    if (running == 0 && heap.isEmpty()) {
      virtualNanos = Math.max(virtualNanos, highestNanos);
    }
  }

  private void settle(F flow, int hole) {
    up(flow, hole);
    down(flow, flow.position());
  }

  private void up(F flow, int from) {
    int hole = from;
    while (hole > 0) {
      F parent = heap.get((hole - 1) / 2);
      if (!flow.isBefore(parent)) {
        break;
      }
      put(parent, hole);
      hole = (hole - 1) / 2;
    }
    put(flow, hole);
  }

  private void down(F flow, int from) {
    int hole = from;
    for (int child = 2 * hole + 1; child < heap.size(); child = 2 * hole + 1) {
      if (child + 1 < heap.size() && heap.get(child + 1).isBefore(heap.get(child))) {
        child++;
      }
      F lesser = heap.get(child);
      if (!lesser.isBefore(flow)) {
        break;
      }
      put(lesser, hole);
      hole = child;
    }
    put(flow, hole);
  }

  private void put(F flow, int index) {
    heap.set(index, flow);
    flow.position(index);
  }
}
