package io.virtfun.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.virtfun.benchmarks.micro.MicroBenchmarks;
import io.virtfun.benchmarks.network.VmNetwork;
import io.virtfun.broker.cli.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    footer = "  vm-network   From a virtual machine: shared memory, gRPC and TCP to the host.")
final class BenchCommand implements Callable<Integer> {
  private static final List<Scenario> SCENARIOS = List.of(new VmNetwork());
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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

  @Option(names = "--verbose", description = "Show what servers and machines write to stderr.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    if (micro != null) {
      MicroBenchmarks.run(micro, quick);
      return 0;
    }
    Map<String, Object> results = new LinkedHashMap<>();
    for (Scenario scenario : chosen()) {
      System.err.println(scenario.name() + ": " + scenario.description());
      Scenario.Findings outcome = run(scenario);
      System.out.println(outcome.table());
      results.put(scenario.name(), outcome.json());
    }
    if (json != null) {
      write(json, results);
    }
    return 0;
  }

  private List<Scenario> chosen() {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          SCENARIOS.stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return chosen.isEmpty() ? SCENARIOS : chosen;
  }

  private ParameterException unknown(String name) {
    return new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "--scenario: %s (expected: one of %s)"
            .formatted(name, SCENARIOS.stream().map(Scenario::name).toList()));
  }

  private Scenario.Findings run(Scenario scenario) throws InterruptedException {
    try (Run run = new Run(quick, verbose)) {
      Thread stop = new Thread(run::close, "virtfun-bench-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      Scenario.Findings outcome = scenario.run(run);
      Runtime.getRuntime().removeShutdownHook(stop);
      return outcome;
    }
  }

  private void write(Path file, Map<String, Object> results) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    document.put("quick", quick);
    document.put("machine", Machine.here());
    document.put("scenarios", results);
    try {
      Files.writeString(file, JSON.writeValueAsString(document) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new BenchException("--json: cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
