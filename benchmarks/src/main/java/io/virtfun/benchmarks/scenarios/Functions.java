package io.virtfun.benchmarks.scenarios;

import static io.virtfun.benchmarks.side.PeerProcesses.NATIVE;
import static io.virtfun.benchmarks.side.PeerProcesses.VIRTFUN;

import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.side.Lineup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whole functions: against the same code in the caller's process, and against gRPC. */
public final class Functions implements Scenario {
  private static final String GRPC = "grpc-uds";

  @Override
  public String name() {
    return "functions";
  }

  @Override
  public String description() {
    return "sha256, sgemm and deflate against native calls and gRPC";
  }

  @Override
  public Findings run(Run run) {
    Lineup lineup = Lineup.start(run, List.of(VIRTFUN, NATIVE, GRPC));
    Slowdown.warmUp(run, lineup);
    Map<String, Interval> fields = new HashMap<>();
    List<Comparison> slowdowns = new ArrayList<>();
    for (Slowdown slowdown : Slowdown.ALL) {
      List<Comparison> measured = slowdown.measure(run, lineup);
      slowdowns.addAll(measured);
      fields.put(slowdown.field(), Comparison.median(measured).minusOne());
    }
    List<Comparison> whole = List.of();
    if (lineup.names().contains(GRPC)) {
      whole = WholeFunctions.measure(run, lineup, GRPC);
      fields.put("functions_vs_grpc", Comparison.geometricMean(whole));
    }
    Detail detail = new Detail(slowdowns, whole);
    return new Findings(table(detail), detail, fields, charts(detail));
  }

  private record Detail(List<Comparison> nativeCalls, List<Comparison> grpcCalls) {}

  private static String table(Detail detail) {
    StringBuilder text = new StringBuilder("VirtFun ÷ native, medians\n");
    detail.nativeCalls.forEach(each -> text.append(each.line()));
    text.append("\ngRPC over UDS ÷ VirtFun, medians\n");
    detail.grpcCalls.forEach(each -> text.append(each.line()));
    return text.toString();
  }

  private static List<Chart> charts(Detail detail) {
    return List.of(
        new Chart(
            "Slowdown against native",
            new Chart.Axis("native call, us", true),
            new Chart.Axis("%", false),
            Comparison.series(
                detail.nativeCalls,
                each ->
                    new Chart.Point(
                        each.divisorMicros().value(),
                        100 * (each.ratio().value() - 1),
                        100 * (each.ratio().low() - 1),
                        100 * (each.ratio().high() - 1)))),
        new Chart(
            "gRPC over UDS ÷ VirtFun",
            new Chart.Axis("input, bytes", true),
            new Chart.Axis("times", true),
            Comparison.series(
                detail.grpcCalls, each -> Chart.Point.of(each.task().inputBytes(), each.ratio()))));
  }
}
