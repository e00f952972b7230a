package io.virtfun.verticles.simulation;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.verticles.bus.Call;

/** A call that takes a slot of a device. */
final class SimulatedRun {
  final Call call;
  final long ticket;
  final Invocation invocation;
  final long startedNanos;
  boolean ended;
  boolean asked;

  SimulatedRun(Call call, long nowNanos) {
    this.call = call;
    this.ticket = call.ticket();
    this.invocation = call.invocation();
    this.startedNanos = nowNanos;
  }
}
