package io.virtfun.broker.demo;

import io.vertx.core.Vertx;
import io.virtfun.broker.demo.task.Exercise;
import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import io.virtfun.guest.AttachException;
import io.virtfun.guest.VirtFun;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Loads what a guest of the demo loads, without a broker, and ends. */
@Command(
    name = "demo-guest-training",
    description = "Load what a guest of the demo loads.",
    hidden = true)
public final class GuestTrainingCommand implements Callable<Integer> {
  private static final String NOWHERE = "unix:/nowhere/virtfun.sock";
  private static final long MOST_BYTES = 64 << 10;

  /** For picocli. */
  public GuestTrainingCommand() {}

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    try {
      VirtFun.connect(vertx, NOWHERE).await().close().await();
    } catch (AttachException.BrokerNotRunning e) {
      GuestMessage message = new GuestMessage.Failed(String.valueOf(e.getMessage()), true);
      Json.message(Json.line(message));
    } finally {
      vertx.close().await();
    }
    SplittableRandom random = new SplittableRandom(1);
    for (Task task : Tasks.all()) {
      if (task.sizeBytes() <= MOST_BYTES) {
        Exercise exercise = task.maker().make(random.split());
        Json.line(
            new GuestMessage.Attached((int) exercise.input().byteSize(), List.of(), List.of()));
      }
    }
    return 0;
  }
}
