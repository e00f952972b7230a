package io.virtfun.driver.spi;

import io.virtfun.functions.Arguments;
import java.lang.foreign.MemorySegment;

/**
 * One call as a driver sees it. Arguments, sizes and alignment have been checked against the
 * function's {@link io.virtfun.functions.FunctionSpec}.
 *
 * <p>Input and output lie in memory that the guest can write at any moment: a driver must stay
 * correct towards the host whatever it reads, and must not trust a value read twice to be the same.
 *
 * <p><b>Thread:</b> immutable; the segments may be used on any. <b>Ownership:</b> both segments are
 * lent until the call ends; a driver keeps no reference.
 *
 * @param arguments checked, copied from the guest
 * @param input read-only, exactly the input's length; does not overlap the output
 * @param output writable, the capacity the guest gave
 * @param cancellation says when the call is to stop early
 */
public record Invocation(
    Arguments arguments, MemorySegment input, MemorySegment output, Cancellation cancellation) {
  /** A call that nobody stops. */
  public Invocation(Arguments arguments, MemorySegment input, MemorySegment output) {
    this(arguments, input, output, Cancellation.none());
  }

  /** The same call, which can be stopped. */
  public Invocation withCancellation(Cancellation how) {
    return new Invocation(arguments, input, output, how);
  }
}
