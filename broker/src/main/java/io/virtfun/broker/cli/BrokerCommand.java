package io.virtfun.broker.cli;

import io.virtfun.broker.Broker;
import io.virtfun.broker.config.BrokerConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a broker until it is told to stop. */
@Command(
    name = "broker",
    description = {
      "Run a broker until SIGTERM or Ctrl-C, which end accepted calls first.",
      "SIGHUP has it read the configuration again: devices, tenants, their users and limits may change.",
      "Prints a line starting 'ready' with the tenants' addresses once guests can attach."
    },
    mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
  private static final System.Logger LOG = System.getLogger(BrokerCommand.class.getName());

  @Mixin private ConfOptions options = new ConfOptions();

  @Override
  public Integer call() throws InterruptedException {
    Semaphore hangups = new Semaphore(0);
    Hangup.handle(hangups::release);
    BrokerConfig config = options.config();
    Path folder = options.runDirectory();
    config.socketPaths(folder);
    Broker broker = Broker.start(config, folder).await();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "virtfun-stop"));
    System.out.println(
        broker.addresses().entrySet().stream()
            .map(tenant -> tenant.getKey() + "=" + tenant.getValue())
            .collect(Collectors.joining(" ", "ready ", "")));
    System.out.flush();
    while (true) {
      hangups.acquire();
      hangups.drainPermits();
      reload(broker);
    }
  }

  /** A configuration that cannot be taken over leaves the running one as it is. */
  private void reload(Broker broker) {
    try {
      broker.reload(options.config()).await();
    } catch (Exception e) {
      // Of any kind: a future throws what it failed with.
      LOG.log(System.Logger.Level.WARNING, "configuration not taken over: " + Line.of(e));
    }
  }

  /** A signal's exit code would be 128 and its number; stopping when asked is no failure. */
  private static void stop(Broker broker) {
    int code = 0;
    try {
      if (!broker.drainAndStop().await()) {
        System.err.println("virtfun: stopped before all calls ended (drain-timeout-millis)");
        code = Main.FAILED;
      }
    } catch (RuntimeException e) {
      System.err.println("virtfun: " + Line.of(e));
      code = Main.FAILED;
    }
    Runtime.getRuntime().halt(code);
  }
}
