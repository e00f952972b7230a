package io.virtfun.broker.chaos;

import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills, stops and reloads under load, and counts every call. */
@Command(
    name = "chaos",
    description = {
      "Start a broker with failing and hanging devices and guest processes of three tenants; kill"
          + " and stop guests and reload the configuration while they call, and check that each"
          + " call ends once, with a right answer or an error that its guest must expect.",
      "Exit code 1 when a call was lost, doubled or wrong. The seed decides what is done and"
          + " called, not when. Leaves nothing behind."
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  private static final int MOST_GUESTS = 64;
  private static final int MOST_SEED = 1_000_000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all that is drawn; default: a random one, which is printed.")
  private long seed = new SplittableRandom().nextInt(1, MOST_SEED);

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "30s",
      description = "How long, such as 30s, 2m, 1h or PT30S; default: ${DEFAULT-VALUE}.")
  private String duration = "30s";

  @Option(
      names = "--guests",
      paramLabel = "N",
      defaultValue = "4",
      description = "Guest processes at once; default: ${DEFAULT-VALUE}.")
  private int guests = 4;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Option(
      names = "--lie-per-million",
      hidden = true,
      description = "How many calls of simulated devices have a wrong result.")
  private int liePerMillion;

  @Option(
      names = "--sabotage",
      hidden = true,
      description = "What each guest does wrong once, for tests.")
  private Sabotage sabotage = Sabotage.NONE;

  /** For picocli. */
  public ChaosCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    require(
        guests >= 1 && guests <= MOST_GUESTS,
        "--guests: %d (expected: 1..%d)".formatted(guests, MOST_GUESTS));
    ChaosSettings settings = new ChaosSettings(seed, duration(), guests, liePerMillion, sabotage);
    System.err.println("%d guests, %s, seed %d".formatted(guests, duration, seed));
    ChaosReport report = new ChaosRun(settings, System.err::println).run();
    System.out.println(json ? ChaosJson.pretty(report) : ChaosTable.of(report));
    System.out.flush();
    if (report.error() != null) {
      throw new ChaosException(report.error());
    }
    return 0;
  }

  private Duration duration() {
    Duration asked;
    try {
      asked = Durations.of(duration);
    } catch (IllegalArgumentException e) {
      throw usage("--duration: " + e.getMessage());
    }
    require(
        asked.compareTo(SHORTEST) >= 0 && asked.compareTo(LONGEST) <= 0,
        "--duration: " + duration + " (expected: 1s..168h)");
    return asked;
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw usage(message);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
