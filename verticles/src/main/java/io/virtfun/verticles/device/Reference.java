package io.virtfun.verticles.device;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.verticles.routing.Standing;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device on which calls of others are run too, each in one of its slots.
 *
 * <p>Those of its functions can be that run to their end on the thread that starts them.
 * <b>Thread:</b> any.
 */
public final class Reference {
  private final Device device;
  private final Standing standing;
  private final Lender lender;
  private final Map<String, Kernel> kernels = new HashMap<>();

  /** What lends the device's slots. <b>Thread:</b> called on any. */
  interface Lender {
    /** As {@link Loans#borrow}; fails also where no slot is free for a while. */
    void borrow(Promise<Void> promise);

    /** What uses a slot does not end though it was told to stop. */
    void hangs();

    /**
     * As {@link Loans#giveBack}.
     *
     * @param hung whether it {@link #hangs} until then
     */
    void giveBack(boolean hung);
  }

  Reference(Device device, Standing standing, Lender lender) {
    this.device = device;
    this.standing = standing;
    this.lender = lender;
    for (DeviceFunction function : device.functions()) {
      if (function instanceof DeviceFunction.Synchronous synchronous) {
        kernels.put(function.spec().qualifiedName(), synchronous.kernel());
      }
    }
  }

  /** What runs a function; null where nothing does now. */
  @Nullable Kernel kernel(String qualifiedName) {
    return standing.isServing() ? kernels.get(qualifiedName) : null;
  }

  Device device() {
    return device;
  }

  /** Completes, on some thread, when a slot is the caller's; fails where there is none. */
  Future<Void> borrow() {
    Promise<Void> promise = Promise.promise();
    lender.borrow(promise);
    return promise.future();
  }

  /** As {@link Lender#hangs}. */
  void hangs() {
    lender.hangs();
  }

  /** As {@link Lender#giveBack}. */
  void giveBack(boolean hung) {
    lender.giveBack(hung);
  }
}
