package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Lends a device's slots to those whose calls it verifies, and has what does not end there looked
 * at as a call of its own that hangs.
 *
 * <p><b>Thread:</b> any.
 */
final class Lending implements Reference.Lender {
  /** How long a slot is waited for, while the borrower keeps one of its own. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(1);

  private final Context context;
  private final Loans loans;
  private final HealthWatch health;

  /** Of a device on the event loop of a context. */
  Lending(Context context, Loans loans, HealthWatch health) {
    this.context = context;
    this.loans = loans;
    this.health = health;
  }

  @Override
  public void borrow(Promise<Void> promise) {
    context.runOnContext(_ -> borrowNow(promise));
  }

  private void borrowNow(Promise<Void> promise) {
    Future<Void> borrowed = loans.borrow();
    if (!borrowed.isComplete()) {
      long timer = context.owner().setTimer(MOST_WAIT.toMillis(), _ -> loans.withdraw(borrowed));
      var _ = borrowed.onComplete(_ -> context.owner().cancelTimer(timer));
    }
    borrowed.onComplete(promise);
  }

  @Override
  public void hangs() {
    context.runOnContext(
        _ -> {
          loans.hangs();
          health.loanHangs();
        });
  }

  @Override
  public void giveBack(boolean hung) {
    context.runOnContext(
        _ -> {
          if (hung) {
            loans.ended();
          } else {
            loans.giveBack();
          }
        });
  }
}
