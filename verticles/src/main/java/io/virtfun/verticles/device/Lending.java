package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.vertx.core.Promise;

/**
 * Lends a device's slots to those whose calls it verifies.
 *
 * <p><b>Thread:</b> any.
 */
final class Lending implements Reference.Lender {
  private final Context context;
  private final Loans loans;

  /** Of a device on the event loop of a context. */
  Lending(Context context, Loans loans) {
    this.context = context;
    this.loans = loans;
  }

  @Override
  public void borrow(Promise<Void> promise) {
    context.runOnContext(_ -> loans.borrow().onComplete(promise));
  }

  @Override
  public void giveBack() {
    context.runOnContext(_ -> loans.giveBack());
  }
}
