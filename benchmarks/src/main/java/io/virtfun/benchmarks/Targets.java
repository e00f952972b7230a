package io.virtfun.benchmarks;

import static io.virtfun.benchmarks.Target.Direction.AT_LEAST;
import static io.virtfun.benchmarks.Target.Direction.AT_MOST;

import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What VirtFun is to reach, and how far a run says it does. */
public final class Targets {
  /** All, in order. */
  public static final List<Target> ALL =
      List.of(
          new Target(
              "P1", "noop_awake_vs_aeron", "no-op of 64 B, awake ÷ Aeron IPC", AT_MOST, 10.0, 5.0),
          new Target(
              "P2", "noop_asleep_vs_eventfd", "no-op, asleep ÷ C eventfd", AT_MOST, 1.5, 1.1),
          new Target(
              "P3",
              "noop_throughput_vs_grpc",
              "no-ops per second ÷ gRPC over UDS",
              AT_LEAST,
              10.0,
              50.0),
          new Target("P3", "noop_calls_per_second", "no-ops per second", AT_LEAST, null, 1e6),
          new Target(
              "P4", "bulk_vs_grpc", "gRPC over UDS ÷ added to echo of 1 MiB", AT_LEAST, 10.0, 50.0),
          new Target("P4", "bulk_vs_uds", "UDS ÷ added to echo of 1 MiB", AT_LEAST, 3.4, 10.0),
          slowdown("slowdown_1ms", "1 ms"),
          slowdown("slowdown_10ms", "10 ms"),
          slowdown("slowdown_100ms", "100 ms"),
          new Target(
              "P6", "functions_vs_grpc", "gRPC over UDS ÷ whole functions", AT_LEAST, 2.0, null),
          new Target(
              "P7", "scaling_64", "no-ops of 64 guests ÷ of the best one", AT_LEAST, 0.8, 0.9),
          new Target(
              "P7", "scaling_256", "no-ops of 256 guests ÷ of the best one", AT_LEAST, 0.8, 0.9),
          new Target("P7", "idle_cpu", "broker's CPU with 256 idle guests", AT_MOST, 0.01, null),
          new Target("P8", "alloc_broker", "B allocated per call, broker", AT_MOST, 200.0, 1.0),
          new Target("P8", "alloc_sdk", "B allocated per call, SDK", AT_MOST, 300.0, 1.0),
          new Target("S1", "fairness_share_error", "device time off 50:50", AT_MOST, 0.01, null),
          new Target("S1", "fairness_jain", "Jain's index of eight tenants", AT_LEAST, 0.99, null),
          new Target("S1", "fairness_weight_error", "device time off 1:2:4", AT_MOST, 0.03, null),
          new Target(
              "S2",
              "victim_p99_ratio",
              "p99 beside a flood, less one call ÷ alone",
              AT_MOST,
              1.5,
              null),
          new Target(
              "S3", "busy_share", "device busy while anybody has work", AT_LEAST, 0.98, null),
          new Target(
              "S4",
              "hostile_share",
              "calls beside an attack ÷ beside a burner",
              AT_LEAST,
              0.8,
              null));

  private Targets() {}

  private static Target slowdown(String field, String length) {
    return new Target(
        "P5", field, "slowdown of " + length + " against native", AT_MOST, 0.028, 0.01);
  }

  /**
   * A target beside what a run found.
   *
   * @param value null where it was not measured
   */
  public record Result(Target target, @Nullable Double value, Target.Verdict verdict) {}

  /** All targets beside the fields of a run. */
  static List<Result> of(Map<String, Interval> fields) {
    return ALL.stream().map(target -> result(target, fields.get(target.field()))).toList();
  }

  private static Result result(Target target, @Nullable Interval interval) {
    Double value = interval == null ? null : Double.valueOf(interval.value());
    return new Result(target, value, target.verdict(value));
  }
}
