package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.Probe;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.health.DeviceHealth;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.Standing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a device out of service that its calls or its checks show to be sick, and has it serve
 * again once a probe goes well, as {@link DeviceHealth} says. Each change is a line of the log.
 *
 * <p><b>Thread:</b> the device's event loop.
 */
final class HealthWatch implements RunningCalls.Overtime {
  /** How often calls that run are looked at. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final String id;
  private final Device device;
  private final Context context;
  private final RunningCalls running;
  private final HealthSettings settings;
  private final Standing standing;
  private final DeviceHealth health;
  private final Runnable onQuarantine;
  private final Loans loans;
  private boolean looking;
  private boolean waitsForCheck;
  private boolean closed;

  /**
   * A device with its calls.
   *
   * @param onQuarantine run when it does not serve any more
   * @param loans of its slots
   */
  record Ward(
      String id,
      Device device,
      Context context,
      RunningCalls running,
      Runnable onQuarantine,
      Loans loans) {}

  /**
   * Of a device that serves.
   *
   * @param standing where it is said whether the device serves
   */
  HealthWatch(Ward ward, HealthSettings settings, Standing standing) {
    this.id = ward.id;
    this.device = ward.device;
    this.context = ward.context;
    this.running = ward.running;
    this.settings = settings;
    this.standing = standing;
    this.health = new DeviceHealth(settings);
    this.onQuarantine = ward.onQuarantine;
    this.loans = ward.loans;
  }

  /** How long a call may run whose like took so long; 0: unknown. */
  long limitNanos(long knownNanos) {
    return settings.limitNanos(knownNanos);
  }

  /** Has calls that run looked at from time to time. */
  void started() {
    if (!looking) {
      looking = true;
      var _ = context.owner().setTimer(LOOK.toMillis(), _ -> look());
    }
  }

  private void look() {
    looking = false;
    running.look(System.nanoTime(), this);
    if (!running.isEmpty() && !closed) {
      started();
    }
  }

  @Override
  public void late(Call call, long limitNanos) {
    say(
        System.Logger.Level.WARNING,
        "%s runs for more than %d ms, told to stop"
            .formatted(call.function().qualifiedName(), limitNanos / NANOS_PER_MILLI));
  }

  @Override
  public void hangs(Call call) {
    quarantined(health.hung(System.nanoTime()));
  }

  /** What another device has run here does not end. */
  void loanHangs() {
    quarantined(health.hung(System.nanoTime()));
  }

  /** A call has ended. */
  void ended(Call call) {
    ended(call.hasFailed(), call.origin().tenant());
  }

  /** A call of a tenant has ended, well or not. */
  void ended(boolean failed, Object tenant) {
    if (failed) {
      quarantined(health.failed(tenant, System.nanoTime()));
      standing.doubted(health.isDoubted());
      checkWhenASlotIsFree();
    } else if (standing.isDoubted()) {
      health.succeeded();
      standing.doubted(false);
    }
  }

  /** A result was wrong. */
  void lied(String what) {
    say(System.Logger.Level.ERROR, "wrong result, " + what);
    if (!quarantined(health.lied(System.nanoTime()))) {
      standing.quarantine(health.cause().text());
    }
  }

  /** What fails until then counts: a call of one tenant can keep the slot for long. */
  private void checkWhenASlotIsFree() {
    if (!waitsForCheck && health.wantsCheck(System.nanoTime())) {
      waitsForCheck = true;
      loans.borrow().onSuccess(_ -> checkIfStillWanted());
    }
  }

  private void checkIfStillWanted() {
    waitsForCheck = false;
    if (health.beginCheck(System.nanoTime())) {
      check(this::checked);
    } else {
      loans.giveBack();
    }
  }

  /** Checks the device in a slot that is lent: beside as many calls it would be a use too many. */
  private void check(Consumer<String> found) {
    context
        .owner()
        .executeBlocking(device::check, false)
        .onComplete(
            result -> {
              found.accept(wrong(result.result(), result.cause()));
              loans.giveBack();
            });
  }

  private void checked(String wrong) {
    if (!quarantined(health.checked(wrong.isEmpty(), System.nanoTime()))) {
      // It may have been quarantined meanwhile.
      planProbe();
    }
    standing.doubted(health.isDoubted());
  }

  private boolean quarantined(boolean now) {
    if (now) {
      standing.quarantine(health.cause().text());
      say(System.Logger.Level.WARNING, "quarantined, " + health.cause().text());
      onQuarantine.run();
      planProbe();
    }
    return now;
  }

  private void planProbe() {
    if (health.awaitsProbe() && !closed) {
      long pause = health.nextProbeNanos() - System.nanoTime();
      var _ =
          context.owner().setTimer(Math.max(1, Math.ceilDiv(pause, NANOS_PER_MILLI)), _ -> probe());
    }
  }

  private void probe() {
    if (closed || !health.beginProbe(System.nanoTime())) {
      planProbe();
    } else if (running.hangs() || loans.hang()) {
      probed("a call does not end");
    } else {
      standing.probed(true);
      loans.borrow().onSuccess(_ -> check(this::probed));
    }
  }

  private void probed(String wrong) {
    standing.probed(false);
    if (closed) {
      // It gets no calls, however well it is.
      return;
    }
    if (health.probed(wrong.isEmpty(), System.nanoTime())) {
      standing.doubted(false);
      standing.readmit();
      say(System.Logger.Level.INFO, "serves again");
    } else {
      say(System.Logger.Level.WARNING, "still in quarantine, " + wrong);
      planProbe();
    }
  }

  /** What a check found; nothing where the device is well. */
  private static String wrong(@Nullable Probe found, @Nullable Throwable e) {
    return switch (found) {
      case Probe.Available _ -> "";
      case Probe.Unavailable(String reason) -> reason;
      case null -> e == null ? "its check says nothing" : KernelRunner.said(e);
    };
  }

  private void say(System.Logger.Level level, String what) {
    DeviceVerticle.LOG.log(level, () -> "device " + id + ": " + what);
  }

  /** Probes no more. */
  void close() {
    closed = true;
  }
}
