package io.virtfun.broker.chaos;

import io.virtfun.guest.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A guest's time between attaching and detaching: several streams of calls.
 *
 * <p><b>Thread:</b> the guest's main thread; each stream has one of its own.
 */
final class GuestSession {
  private static final int STREAMS = 12;

  private final Session session;
  private final GuestOrders orders;
  private final Books books;
  private final SplittableRandom random;
  private volatile boolean stopping;
  private volatile boolean closing;

  /** What is kept over all sessions. */
  record Books(CallPlan plan, Ledger ledger, Saboteur saboteur) {}

  /** Waits until a moment has passed or something has happened. */
  interface Wait {
    void atMost(long millis, BooleanSupplier happened) throws InterruptedException;
  }

  GuestSession(Session session, GuestOrders orders, Books books, SplittableRandom random) {
    this.session = session;
    this.orders = orders;
    this.books = books;
    this.random = random;
  }

  /** Runs until what it waits for is over, then detaches: after its calls, or amidst them. */
  void run(Wait wait, BooleanSupplier told) throws InterruptedException {
    long millis = random.nextInt(500, 6_000);
    boolean orderly = random.nextBoolean();
    List<Thread> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      CallStream stream = new CallStream(this, random.split());
      streams.add(Thread.ofPlatform().daemon().name("virtfun-chaos-" + i).start(stream));
    }
    if (orders.calls() > 0) {
      join(streams);
    } else {
      wait.atMost(millis, () -> told.getAsBoolean() || isEnded());
    }
    if (orderly || told.getAsBoolean()) {
      stopping = true;
      join(streams);
    }
    closing = true;
    stopping = true;
    session.close().await();
    join(streams);
  }

  private static void join(List<Thread> streams) throws InterruptedException {
    for (Thread stream : streams) {
      stream.join();
    }
  }

  private boolean isEnded() {
    return session.closed().isComplete();
  }

  /** Whether streams make more calls. */
  boolean goesOn() {
    return !stopping && (orders.calls() == 0 || books.ledger().opened() < orders.calls());
  }

  /** Whether the guest closes the session or has closed it. */
  boolean isClosing() {
    return closing;
  }

  Session session() {
    return session;
  }

  Tenancy tenancy() {
    return orders.tenancy();
  }

  Books books() {
    return books;
  }
}
