package io.virtfun.verticles.bus;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls on their way to one device or back to one doorbell verticle.
 *
 * <p>Bounded by the credits of the lanes it comes from. <b>Ownership:</b> passes to the receiver
 * when sent.
 */
public final class CallBatch {
  private final List<Call> calls = new ArrayList<>();

  /** Adds a call. */
  public void add(Call call) {
    calls.add(call);
  }

  /** The calls, in order. */
  public List<Call> calls() {
    return calls;
  }
}
