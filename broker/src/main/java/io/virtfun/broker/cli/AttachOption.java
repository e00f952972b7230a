package io.virtfun.broker.cli;

import io.vertx.core.Vertx;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Where to attach, for commands that are guests. */
final class AttachOption {
  @Option(
      names = "--attach",
      required = true,
      paramLabel = "ADDRESS",
      description = {
        "unix:PATH: a tenant's socket, as the broker's ready line names it.",
        "In a virtual machine pci:ADDRESS, or auto for the first device that is free."
      })
  private String address = "";

  @Option(
      names = "--attach-timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long attaching may take; default: ${DEFAULT-VALUE}.")
  private int timeoutSeconds = 60;

  /** What a command does with a session. */
  @FunctionalInterface
  interface Work {
    int run(Session session) throws Exception;
  }

  /** Attaches, works, and lets go of everything again. */
  int withSession(Work work) throws Exception {
    ConnectOptions options =
        ConnectOptions.to(address).withAttachTimeout(Duration.ofSeconds(timeoutSeconds));
    // One call, one line on stderr: a busy machine is not this command's to report.
    Vertx vertx =
        Vertx.vertx(
            VirtFun.vertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS)
                .setBlockedThreadCheckInterval(1));
    try {
      Session session = VirtFun.connect(vertx, options).await();
      try {
        return work.run(session);
      } finally {
        session.close().await();
      }
    } finally {
      vertx.close().await();
    }
  }
}
