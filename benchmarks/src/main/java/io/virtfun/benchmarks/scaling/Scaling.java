package io.virtfun.benchmarks.scaling;

import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.ServerProcess;
import io.virtfun.benchmarks.guests.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One to 256 guests at one broker, each a process that keeps no-op calls outstanding. */
public final class Scaling implements Scenario {
  private static final int MOST = 256;
  private static final String TENANT = "scaling";

  /** What a guest does that shares its processor with others. */
  private static final long SHORT_LOOK_NANOS = 2_000;

  /** What one alone may do beside, as long as the broker lingers by default and more. */
  private static final long LONG_LOOK_NANOS = 100_000;

  private static final Duration SETTLE = Duration.ofSeconds(2);

  /** What a run takes. */
  private record Plan(
      List<Integer> counts,
      List<Integer> inFlight,
      int rounds,
      Duration warmUp,
      Duration counted,
      Duration idle) {
    static Plan of(boolean quick) {
      return quick
          ? new Plan(
              List.of(1, 64, MOST),
              List.of(64, 256),
              3,
              Duration.ofMillis(150),
              Duration.ofMillis(400),
              Duration.ofSeconds(1))
          : new Plan(
              List.of(1, 4, 16, 64, MOST),
              List.of(1, 2, 4, 8, 16, 32, 64, 128, 256),
              7,
              Duration.ofMillis(500),
              Duration.ofMillis(1500),
              Duration.ofSeconds(4));
    }
  }

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String description() {
    return "1 to " + MOST + " guest processes at one broker";
  }

  @Override
  public Findings run(Run run) throws InterruptedException {
    Plan plan = Plan.of(run.quick());
    Guests guests = attach(run, MOST);
    warmUp(guests, plan);
    List<Sample> sweep = new ArrayList<>();
    for (long lookNanos : List.of(SHORT_LOOK_NANOS, LONG_LOOK_NANOS)) {
      for (int inFlight : plan.inFlight) {
        sweep.add(measure(run, guests, plan, 1, new Load(inFlight, lookNanos)));
      }
    }
    Load best =
        sweep.stream().max(Comparator.comparingDouble(Sample::callsPerSecond)).orElseThrow().load();
    // A guest that shares its processor is woken the less often the more it has outstanding.
    Load shared = new Load(plan.inFlight.getLast(), SHORT_LOOK_NANOS);
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; round < plan.rounds; round++) {
      for (int count : plan.counts) {
        samples.add(measure(run, guests, plan, count, count == 1 ? best : shared));
      }
    }
    return ScalingResult.of(sweep, samples, idle(guests, plan)).findings();
  }

  /** So many guests at a broker of their own. */
  static Guests attach(Run run, int count) {
    ServerProcess broker = broker(run);
    Path socket = Path.of(broker.address(TENANT).substring("unix:".length()));
    return Guests.attach(run, count, socket, new ProcessorTime(broker.pid()));
  }

  /** Until the broker's code is compiled for few guests and for many. */
  private static void warmUp(Guests guests, Plan plan) throws InterruptedException {
    Load load = new Load(plan.inFlight.getLast(), SHORT_LOOK_NANOS);
    for (int count : List.of(1, MOST, 1)) {
      guests.measure(count, load, Duration.ofSeconds(1), plan.counted);
    }
  }

  private static List<Double> idle(Guests guests, Plan plan) throws InterruptedException {
    Thread.sleep(SETTLE);
    List<Double> shares = new ArrayList<>();
    for (int round = 0; round < plan.rounds; round++) {
      shares.add(guests.idleShare(plan.idle));
    }
    return shares;
  }

  private static Sample measure(Run run, Guests guests, Plan plan, int count, Load load)
      throws InterruptedException {
    Sample sample = guests.measure(count, load, plan.warmUp, plan.counted);
    run.say(
        "%d guests, %d calls in flight each: %.0f calls/s, broker %.2f us a call"
            .formatted(count, load.inFlight(), sample.callsPerSecond(), sample.brokerMicros()));
    return sample;
  }

  private static ServerProcess broker(Run run) {
    Path conf = run.folder().resolve("virtfun.yaml");
    try {
      Files.writeString(
          conf,
          """
          tenants:
            - name: %s
              max-guests: %d
              region-size: 1MiB
              lanes: 1
          devices:
            - id: cpu0
              driver: software
          """
              .formatted(TENANT, MOST));
    } catch (IOException e) {
      throw new BenchException("cannot write " + conf + ": " + e.getMessage(), e);
    }
    return ServerProcess.start(
        run,
        "io.virtfun.broker.cli.Main",
        "demo-child",
        "--",
        "broker",
        "--conf",
        conf.toString(),
        "--run-dir",
        run.folder().toString());
  }
}
