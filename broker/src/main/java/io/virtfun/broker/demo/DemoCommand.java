package io.virtfun.broker.demo;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
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
          + " to tens of MiB, and check each answer against an independent computation; functions"
          + " that several devices have run on each of them too.",
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
    Progress progress = Progress.here(json && !verbose);
    ReportBuilder builder = new ReportBuilder(settings);
    DemoProcesses processes = new DemoProcesses(quick, true, processes(settings));
    String aborted = new DemoRun(settings, processes, progress).run(builder);
    String error = aborted == null ? builder.difference() : aborted;
    print(builder.build(error), aborted == null);
    if (error != null) {
      throw new DemoException(error);
    }
    return 0;
  }

  private static GuestStarter processes(Settings settings) {
    return (runDirectory, guest, listener) ->
        ChildProcess.start(
            new ChildCommandLine(runDirectory, settings.quick())
                .guest(DemoGuestCommand.arguments(guest, settings)),
            listener);
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
