package io.virtfun.broker.demo;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows guests at work, and checks every answer they get. */
@Command(
    name = "demo",
    description = {
      "Start a broker and guest processes of two tenants, call every function at sizes from bytes"
          + " to tens of MiB, and check each answer against an independent computation.",
      "Exit code 0 only if every answer was right. Leaves nothing behind."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int FEWEST_GUESTS = 3;
  private static final int MOST_GUESTS = 64;
  private static final int MOST_SEED = 1_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Option(
      names = "--guests",
      paramLabel = "N",
      defaultValue = "4",
      description = "Guest processes, at least 3; default: ${DEFAULT-VALUE}.")
  private int guests = 4;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the inputs; default: a random one, which the report names.")
  private long seed = new SplittableRandom().nextInt(1, MOST_SEED);

  @Option(
      names = "--verbose",
      description = "Show progress and what the processes write to stderr, --json or not.")
  private boolean verbose;

  @Option(names = "--quick", hidden = true, description = "Small sizes only, for tests.")
  private boolean quick;

  /** For picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (guests < FEWEST_GUESTS || guests > MOST_GUESTS) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--guests: %d (expected: %d..%d)".formatted(guests, FEWEST_GUESTS, MOST_GUESTS));
    }
    Settings settings = new Settings(guests, seed, quick, verbose);
    Progress progress = progress();
    ReportBuilder builder = new ReportBuilder(settings);
    String aborted = run(settings, progress, builder);
    String error = aborted == null ? builder.difference() : aborted;
    print(builder.build(error), aborted == null);
    if (error != null) {
      throw new DemoException(error);
    }
    return 0;
  }

  private Progress progress() {
    if (Progress.isTerminal()) {
      return new Progress.OnTerminal(System.err);
    }
    return json && !verbose ? new Progress.Silent(System.err) : new Progress.InLines(System.err);
  }

  /** Why the demo came to no end; null when it did. Ends all processes either way. */
  private static @Nullable String run(Settings settings, Progress progress, ReportBuilder builder)
      throws InterruptedException {
    DemoProcesses processes = new DemoProcesses(settings.quick());
    AtomicBoolean stopping = new AtomicBoolean();
    Thread stop =
        new Thread(
            () -> {
              stopping.set(true);
              progress.end();
              processes.close();
            },
            "virtfun-demo-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    progress.say("%d guests, seed %d".formatted(settings.guests(), settings.seed()));
    try (processes) {
      new Demo(settings, processes, progress, builder).run();
      return null;
    } catch (DemoException e) {
      waitForeverIf(stopping.get());
      return e.getMessage();
    } finally {
      progress.end();
    }
  }

  /** A signal has ended the processes; the JVM ends with its exit code, and nothing is to say. */
  private static void waitForeverIf(boolean stopped) throws InterruptedException {
    if (stopped) {
      new CountDownLatch(1).await();
    }
  }

  private void print(Report report, boolean complete) {
    if (json) {
      System.out.println(Json.pretty(report));
    } else if (complete) {
      System.out.println(ReportTable.of(report));
    }
    System.out.flush();
  }
}
