package io.virtfun.broker.chaos;

import io.vertx.core.Vertx;
import io.virtfun.guest.VirtFun;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One guest of a chaos run, which tells it on stdout how it goes. A line on stdin has it end well;
 * the end of stdin has it end at once.
 */
@Command(name = "chaos-guest", description = "Be a guest of a chaos run.", hidden = true)
public final class ChaosGuestCommand implements Callable<Integer> {
  private static final long REPORT_MILLIS = 200;

  @Option(names = "--attach", required = true)
  private String address = "";

  @Option(names = "--tenant", required = true)
  private String tenant = "";

  @Option(names = "--seed", required = true)
  private long seed;

  @Option(names = "--calls")
  private long calls;

  @Option(names = "--sabotage")
  private Sabotage sabotage = Sabotage.NONE;

  /** For picocli. */
  public ChaosGuestCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    GuestWork work =
        new GuestWork(vertx, new GuestOrders(address, Tenancy.of(tenant), seed, calls, sabotage));
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("virtfun-chaos-orders").start(() -> listen(work));
    Thread reports =
        Thread.ofPlatform().daemon().name("virtfun-chaos-reports").start(() -> tell(work, ended));
    work.run();
    ended.countDown();
    reports.join();
    tell(work.report(true));
    vertx.close().await();
    return 0;
  }

  private static void listen(GuestWork work) {
    try {
      for (int read = System.in.read(); read >= 0; read = System.in.read()) {
        work.end();
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(1);
  }

  private static void tell(GuestWork work, CountDownLatch ended) {
    try {
      while (!ended.await(REPORT_MILLIS, TimeUnit.MILLISECONDS)) {
        tell(work.report(false));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(GuestReport report) {
    System.out.println(ChaosJson.line(report));
    System.out.flush();
  }
}
