package io.virtfun.verticles.schedule;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.fair.CostEstimates;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What calls of each function take on one device, learned by the size of their input.
 *
 * <p><b>Thread:</b> one owner. <b>Units:</b> nanoseconds of device time.
 */
final class Costs {
  private final Map<String, CostEstimates> byName = new HashMap<>();

  /** Calls of one function share its description. */
  private final IdentityHashMap<FunctionSpec, CostEstimates> known = new IdentityHashMap<>();

  /** What a call is likely to take; 0 when nothing is known. */
  long estimateNanos(Call call) {
    return of(call).nanos(call.invocation().input().byteSize());
  }

  /** What calls of its size took; 0 when none has ended. */
  long knownNanos(Call call) {
    return of(call).knownNanos(call.invocation().input().byteSize());
  }

  /** Takes in what a call took. */
  void learn(Call call, long ranNanos) {
    of(call).learn(call.invocation().input().byteSize(), ranNanos);
  }

  private CostEstimates of(Call call) {
    FunctionSpec spec = call.function();
    CostEstimates costs = known.get(spec);
    if (costs == null) {
      costs = byName.computeIfAbsent(spec.qualifiedName(), _ -> new CostEstimates());
      known.put(spec, costs);
    }
    return costs;
  }
}
