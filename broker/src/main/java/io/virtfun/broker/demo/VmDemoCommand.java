package io.virtfun.broker.demo;

import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.TenantSettings;
import io.virtfun.vm.Accelerator;
import io.virtfun.vm.image.GuestImage;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows guests in virtual machines at work, and checks every answer they get. */
@Command(
    name = "demo",
    description = {
      "Start a broker and boot virtual machines of two tenants, whose guests call every function"
          + " of the same device at once, and check each answer inside the machines.",
      "Exit code 0 only if every answer was right. Leaves nothing behind but the guest image."
    },
    mixinStandardHelpOptions = true)
public final class VmDemoCommand implements Callable<Integer> {
  private static final int FEWEST = 2;
  private static final int MOST = 16;
  private static final int MOST_SEED = 1_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Option(
      names = "--vms",
      paramLabel = "N",
      defaultValue = "2",
      description = "Virtual machines, 2 to 16; default: ${DEFAULT-VALUE}.")
  private int vms = 2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the inputs; default: a random one, which the report names.")
  private long seed = new SplittableRandom().nextInt(1, MOST_SEED);

  @Option(names = "--console", description = "Show the machines' consoles on stderr.")
  private boolean console;

  @Option(
      names = "--verbose",
      description = "Show progress and what the broker writes to stderr, --json or not.")
  private boolean verbose;

  /** For picocli. */
  public VmDemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (vms < FEWEST || vms > MOST) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--vms: %d (expected: %d..%d)".formatted(vms, FEWEST, MOST));
    }
    Settings settings = new Settings(vms, seed, true, verbose || console);
    Progress progress = Progress.here(json && !verbose && !console);
    GuestImage image = VmTools.image().progress(progress::say).build();
    Accelerator accelerator = VmTools.accelerator(image, progress::say);
    TenantSettings tenant = BrokerConfig.shipped().tenants().getFirst();
    VmGuests guests = new VmGuests(settings, image, accelerator, tenant.lanes(), console);
    ReportBuilder builder = new ReportBuilder(settings);
    progress.say(
        "booting %d virtual machines, which takes up to a minute under TCG".formatted(vms));
    String aborted =
        new DemoRun(settings, new DemoProcesses(false, false, guests), progress).run(builder);
    String error = aborted == null ? builder.difference() : aborted;
    VmReport report = report(builder.build(error), image, accelerator, guests);
    print(report, aborted == null);
    if (error != null) {
      throw new DemoException(error);
    }
    return 0;
  }

  private VmReport report(
      Report report, GuestImage image, Accelerator accelerator, VmGuests guests) {
    List<String> tenants =
        BrokerConfig.shipped().tenants().stream().map(TenantSettings::name).toList();
    return new VmReport(
        report,
        accelerator.kind().name().toLowerCase(Locale.ROOT),
        accelerator.reason(),
        image.folder().toString(),
        IntStream.range(0, vms)
            .mapToObj(
                i ->
                    new VmReport.Machine(
                        "virtfun-demo-" + (i + 1),
                        tenants.get(i % tenants.size()),
                        guests.kernel(i)))
            .toList());
  }

  private void print(VmReport report, boolean complete) {
    if (json) {
      System.out.println(Json.pretty(report));
    } else if (complete) {
      System.out.println(ReportTable.of(report.report()));
      System.out.println(machines(report));
    }
    System.out.flush();
  }

  private static String machines(VmReport report) {
    StringBuilder text = new StringBuilder(report.accelerator()).append(':');
    for (VmReport.Machine machine : report.vms()) {
      text.append(
          " %s (%s) on Linux %s,".formatted(machine.name(), machine.tenant(), machine.kernel()));
    }
    return text.substring(0, text.length() - 1);
  }
}
