package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.schedule.DeviceSchedule;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who has a slot, and who waits for one. */
final class LoansTest {
  private final DeviceSchedule schedule = new DeviceSchedule(1, new FairQueue.Settings(1));
  private final AtomicInteger returns = new AtomicInteger();
  private final Loans loans = new Loans(schedule, returns::incrementAndGet);

  @Test
  void shouldKeepNobodyWhoWaitsNoMore() {
    Future<Void> first = loans.borrow();
    Future<Void> second = loans.borrow();
    Future<Void> third = loans.borrow();

    loans.withdraw(second);
    loans.withdraw(first);

    assertTrue(second.failed());
    assertTrue(first.succeeded(), "it has the slot");
    assertFalse(third.isComplete());
    loans.giveBack();
    loans.lend();
    assertTrue(third.succeeded());
    loans.giveBack();
    assertFalse(loans.areAskedFor());
    assertEquals(0, schedule.running());
  }

  @Test
  void shouldHangUntilAllThatHangHaveEnded() {
    DeviceSchedule two = new DeviceSchedule(2, new FairQueue.Settings(1));
    Loans both = new Loans(two, returns::incrementAndGet);
    both.borrow();
    both.borrow();
    both.hangs();
    both.hangs();

    both.ended();
    assertTrue(both.hang());
    both.ended();
    assertFalse(both.hang());
    assertEquals(2, returns.get());
    assertEquals(0, two.running());
  }
}
