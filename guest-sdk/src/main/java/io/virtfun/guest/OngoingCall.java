package io.virtfun.guest;

import io.vertx.core.Future;
import java.util.OptionalLong;

/**
 * A call that was made, to be cancelled.
 *
 * <p><b>Thread:</b> any.
 */
public abstract sealed class OngoingCall permits MadeCall, WaitingCall {
  OngoingCall() {}

  /** How the call ends; as {@link VFunction#call} answers. */
  public abstract Future<Result> result();

  /**
   * Says that the result is no longer wanted. The call ends once, as {@link
   * CallException.Cancelled} where it was in time: one that has not been submitted ends without
   * travelling, one that waits at the host at once, and one that a device runs when the device has
   * ended it, early where its driver can. Until it has ended its slices stay lent. Idempotent.
   *
   * <p>A host of a wire version before 1.2 is not asked, and runs the call to its end.
   */
  public abstract void cancel();

  /**
   * The id by which {@link Session#cancel(long)} knows the call; empty until it has been submitted.
   */
  public abstract OptionalLong correlationId();
}
