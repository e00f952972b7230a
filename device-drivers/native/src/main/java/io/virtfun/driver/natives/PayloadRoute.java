package io.virtfun.driver.natives;

import io.virtfun.driver.natives.Message.Request;
import io.virtfun.driver.spi.Invocation;

/**
 * How a call's payload gets to a runner and back.
 *
 * <p><b>Thread:</b> the worker that runs the call.
 */
interface PayloadRoute {
  /** Whether a call with this much input has room. */
  boolean admits(long inputBytes);

  /** The most output that a call can have. */
  long mostOutputBytes();

  /** Makes arguments and input readable for the runner, and output as zeros writable. */
  void send(Invocation call, Request request);

  /** Makes what the runner wrote readable for the guest. */
  void receive(Invocation call, Request request, long writtenBytes);

  /** Takes from the runner what it was lent, however the call ended. */
  void release(Request request);
}
