package io.virtfun.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.virtfun.benchmarks.measure.Interval;
import io.virtfun.benchmarks.micro.MicroBenchmarks;
import io.virtfun.benchmarks.network.VmNetwork;
import io.virtfun.benchmarks.scaling.Scaling;
import io.virtfun.benchmarks.scenarios.Bulk;
import io.virtfun.benchmarks.scenarios.Functions;
import io.virtfun.benchmarks.scenarios.Latency;
import io.virtfun.benchmarks.scenarios.Signalling;
import io.virtfun.benchmarks.scenarios.Throughput;
import io.virtfun.benchmarks.sharing.Fairness;
import io.virtfun.benchmarks.sharing.NoisyNeighbour;
import io.virtfun.benchmarks.side.Lineup;
import io.virtfun.broker.cli.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures, and says what was measured where. */
@Command(
    name = "virtfun bench",
    description = "Measure VirtFun beside what users would pick instead.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footerHeading = "%nScenarios:%n",
    footer = {
      "  latency      A no-op, one at a time, awake and after 10 ms of sleep.",
      "  throughput   No-ops per second, by how many are outstanding.",
      "  bulk         Echo of 64 bytes to 16 MiB.",
      "  functions    sha256, sgemm and deflate beside native calls and gRPC.",
      "  signalling   Latency and processor time by the pause between calls.",
      "  scaling      1 to 256 guest processes at one broker; needs cc.",
      "  fairness     Device time of tenants that all want all of it; needs cc.",
      "  noisy-neighbour  One call at a time beside another tenant's flood; needs cc.",
      "  vm-network   From a virtual machine to the host; needs QEMU.",
      "               Runs only when it is named, the others by default.",
      "",
      "At the end a table says how the figures compare with the project's targets.",
      "A target that is missed is a result: the exit code is 0."
    })
final class BenchCommand implements Callable<Integer> {
  static final List<Scenario> SCENARIOS =
      List.of(
          new Latency(),
          new Throughput(),
          new Bulk(),
          new Functions(),
          new Signalling(),
          new Scaling(),
          new Fairness(),
          new NoisyNeighbour(),
          new VmNetwork());

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Only this one; can be given several times.")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "Fewer sizes and rounds.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write what was measured here too.")
  private @Nullable Path json;

  @Option(
      names = "--micro",
      paramLabel = "PATTERN",
      arity = "0..1",
      fallbackValue = ".",
      description = "Run the JMH benchmarks whose name has a match, or all, instead of scenarios.")
  private @Nullable String micro;

  @Mixin private DocumentOptions documents = new DocumentOptions();

  @Option(names = "--verbose", description = "Show what servers and machines write to stderr.")
  private boolean verbose;

  private boolean failed;

  @Override
  public Integer call() throws InterruptedException {
    if (micro != null) {
      MicroBenchmarks.run(micro, quick);
      return 0;
    }
    if (documents.isWithoutMeasuring()) {
      return documents.withoutMeasuring();
    }
    Map<String, Interval> fields = new LinkedHashMap<>();
    List<Chart> charts = new ArrayList<>();
    Map<String, JsonNode> details = new LinkedHashMap<>();
    for (Map.Entry<Scenario, Scenario.Findings> each : run(chosen()).entrySet()) {
      fields.putAll(each.getValue().fields());
      charts.addAll(each.getValue().charts());
      details.put(each.getKey().name(), BenchDocument.node(each.getValue().detail()));
    }
    details.put("peers", BenchDocument.node(Lineup.configurations()));
    List<Targets.Result> targets = Targets.of(fields);
    System.out.print(TargetTable.of(names.isEmpty() ? targets : measured(targets), fields));
    BenchDocument document = document(fields, targets, charts, details);
    if (json != null) {
      document.write(json);
    }
    documents.report(document);
    return failed ? 1 : 0;
  }

  private static List<Targets.Result> measured(List<Targets.Result> targets) {
    return targets.stream().filter(result -> result.value() != null).toList();
  }

  private BenchDocument document(
      Map<String, Interval> fields,
      List<Targets.Result> targets,
      List<Chart> charts,
      Map<String, JsonNode> details) {
    return new BenchDocument(
        BenchDocument.FORMAT,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        quick,
        commandLine(),
        Machine.here(),
        fields.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, field -> field.getValue().value())),
        fields,
        targets,
        charts,
        details);
  }

  private String commandLine() {
    return Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs().stream()
        .collect(Collectors.joining(" ", "./virtfun bench ", ""))
        .strip();
  }

  private List<Scenario> chosen() {
    if (names.isEmpty()) {
      return SCENARIOS.stream().filter(Scenario::byDefault).toList();
    }
    return names.stream().map(this::named).toList();
  }

  private Scenario named(String name) {
    return SCENARIOS.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private ParameterException unknown(String name) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "--scenario: %s (expected: one of %s)"
            .formatted(name, SCENARIOS.stream().map(Scenario::name).toList()));
  }

  private Map<Scenario, Scenario.Findings> run(List<Scenario> scenarios)
      throws InterruptedException {
    Map<Scenario, Scenario.Findings> findings = new LinkedHashMap<>();
    try (Run run = new Run(quick, verbose)) {
      Thread stop = new Thread(run::close, "virtfun-bench-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      for (Scenario scenario : scenarios) {
        System.err.println(scenario.name() + ": " + scenario.description());
        try (Run part = run.nested()) {
          Scenario.Findings found = scenario.run(part);
          System.out.println(found.table());
          findings.put(scenario, found);
        } catch (BenchException e) {
          if (run.isClosed()) {
            // What failed was ended by Ctrl-C, as this process is about to be.
            new CountDownLatch(1).await();
          }
          // The others' figures are not lost over it.
          failed = true;
          System.err.println("virtfun: " + scenario.name() + ": " + e.getMessage());
        }
      }
      Runtime.getRuntime().removeShutdownHook(stop);
    }
    return findings;
  }
}
