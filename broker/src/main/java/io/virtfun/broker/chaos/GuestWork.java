package io.virtfun.broker.chaos;

import io.vertx.core.Vertx;
import io.virtfun.guest.AttachException;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest process does: attaches, calls and detaches, again and again until it is told to
 * end.
 *
 * <p><b>Thread:</b> {@link #run} the main one; the others any.
 */
final class GuestWork {
  private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(30);
  private static final long REFUSED_PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final GuestOrders orders;
  private final Ledger ledger = new Ledger();
  private final SplittableRandom random;

  // Shared, under this object's lock.
  private boolean told;
  private long attached;
  private long refused;
  private long strays;
  private @Nullable Session session;

  GuestWork(Vertx vertx, GuestOrders orders) {
    this.vertx = vertx;
    this.orders = orders;
    this.random = Seeds.random(orders.seed());
  }

  /** Until it is told to end, or has made all calls that it was to make. */
  void run() throws InterruptedException {
    GuestSession.Books books =
        new GuestSession.Books(
            new CallPlan(orders.seed()), ledger, new Saboteur(orders.sabotage()));
    while (!isDone()) {
      try {
        Session opened = VirtFun.connect(vertx, options()).await();
        opened.closed().onComplete(_ -> wakeUp());
        opened(opened);
        new GuestSession(opened, orders, books, random.split()).run(this::await, this::isDone);
        closed(opened);
      } catch (AttachException e) {
        refused();
        await(REFUSED_PAUSE_MILLIS, this::isDone);
      }
    }
  }

  private ConnectOptions options() {
    return ConnectOptions.to(orders.address()).withAttachTimeout(ATTACH_TIMEOUT);
  }

  private synchronized boolean isDone() {
    return told || (orders.calls() > 0 && ledger.opened() >= orders.calls());
  }

  private synchronized void opened(Session opened) {
    attached++;
    session = opened;
  }

  private synchronized void closed(Session closed) {
    strays += closed.strayCompletions();
    session = null;
  }

  private synchronized void refused() {
    refused++;
  }

  private synchronized void wakeUp() {
    notifyAll();
  }

  private synchronized void await(long millis, BooleanSupplier happened)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0 && !happened.getAsBoolean(); ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /** Has it end its calls and detach. */
  synchronized void end() {
    told = true;
    notifyAll();
  }

  synchronized GuestReport report(boolean finished) {
    long now = session == null ? 0 : session.strayCompletions();
    return ledger.report(finished, new GuestReport.Sessions(attached, refused), strays + now);
  }
}
