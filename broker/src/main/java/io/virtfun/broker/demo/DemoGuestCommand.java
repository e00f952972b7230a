package io.virtfun.broker.demo;

import io.vertx.core.Vertx;
import io.virtfun.broker.demo.task.Tasks;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import io.virtfun.guest.VirtFunException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One guest of the demo, which tells the demo on stdout how it goes. */
@Command(name = "demo-guest", description = "Be a guest of the demo.", hidden = true)
public final class DemoGuestCommand implements Callable<Integer> {
  /** As many processes as there are guests start at once. */
  private static final Duration ATTACH_TIMEOUT = Duration.ofMinutes(1);

  @Option(names = "--attach", required = true)
  private String address = "";

  @Option(names = "--guest", required = true)
  private int guest;

  @Option(names = "--guests", required = true)
  private int guests;

  @Option(names = "--seed", required = true)
  private long seed;

  @Option(names = "--pin")
  private List<String> pins = new ArrayList<>();

  @Option(names = "--quick")
  private boolean quick;

  /** For picocli. */
  public DemoGuestCommand() {}

  /** The arguments that make a guest. */
  static List<String> arguments(DemoProcesses.Guest guest, Settings settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--attach=" + guest.address(),
                "--guest=" + guest.index(),
                "--guests=" + settings.guests(),
                "--seed=" + settings.seed()));
    if (settings.quick()) {
      arguments.add("--quick");
    }
    guest.pins().forEach(pin -> arguments.add("--pin=" + pin));
    return arguments;
  }

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    try {
      Session session = VirtFun.connect(vertx, options()).await();
      try {
        Plan plan = new Plan(Tasks.all(), guests, quick);
        List<Pin> pinned = pins.stream().map(Pin::of).toList();
        List<Assignment> rows = new ArrayList<>(plan.of(guest));
        rows.addAll(plan.pinned(pinned));
        return new GuestRun(session, guest, plan, seed, DemoGuestCommand::tell).run(rows) ? 0 : 1;
      } finally {
        session.close().await();
      }
    } catch (VirtFunException e) {
      tell(new GuestMessage.Failed("attach: " + e.getMessage(), true));
      return 1;
    } finally {
      vertx.close().await();
    }
  }

  private ConnectOptions options() {
    return ConnectOptions.to(address).withAttachTimeout(ATTACH_TIMEOUT);
  }

  private static void tell(GuestMessage message) {
    System.out.println(Json.line(message));
    System.out.flush();
  }
}
