package io.virtfun.verticles.device;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.Arguments;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.Bus;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.bus.Origin;
import io.virtfun.verticles.bus.Stop;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Standing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A device on the event bus, and the doorbell verticles 0 and 1 that send it calls. */
final class DeviceHarness {
  static final String ID = "scripted";
  private static final int NUMBER = 1;

  private final Vertx vertx;
  private final String deployment;
  private final BlockingQueue<CallBatch> returned = new LinkedBlockingQueue<>();
  private final Origin origin = new Origin(this, () -> 1);
  private MemorySegment lastMemory = MemorySegment.NULL;
  private int made;

  DeviceHarness(Vertx vertx, Device device) {
    this(vertx, device, DeviceTerms.standard(new Standing()));
  }

  DeviceHarness(Vertx vertx, Device device, DeviceTerms terms) {
    this.vertx = vertx;
    Bus.register(vertx);
    for (int doorbell = 0; doorbell < 2; doorbell++) {
      await(
          vertx
              .eventBus()
              .<CallBatch>localConsumer(Bus.doorbell(doorbell), m -> returned.add(m.body()))
              .completion());
    }
    deployment =
        await(
            vertx.deployVerticle(
                new DeviceVerticle(
                    new DeviceRoute(NUMBER, ID, 1, terms.standing()),
                    device,
                    terms,
                    Polling.adaptive())));
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** A call of the first doorbell. */
  Call call(String function) {
    return call(function, 0, 0);
  }

  Call call(String function, int doorbell, long inputBytes) {
    Call call = new Call(this, made, doorbell);
    begin(call, function, inputBytes);
    return call;
  }

  /** Begins a call again whose slot is free. */
  void begin(Call call, String function) {
    begin(call, function, 0);
  }

  private void begin(Call call, String function, long inputBytes) {
    MemorySegment memory = Arena.ofAuto().allocate(inputBytes + 64);
    lastMemory = memory;
    Invocation invocation =
        new Invocation(
            Arguments.of(ScriptedDevice.spec(function), Map.of()),
            memory.asSlice(0, inputBytes).asReadOnly(),
            memory.asSlice(inputBytes));
    call.begin(made++, System.nanoTime(), invocation);
    call.assign(1, 1, origin);
  }

  /** A call of a tenant of its own. */
  Call callOfAnother(String function) {
    Call call = call(function);
    call.assign(1, 1, new Origin(new Object(), () -> 1));
    return call;
  }

  /** Input and output of the call that was made last, as its guest has them. */
  MemorySegment lastMemory() {
    return lastMemory;
  }

  /** As many calls of the first doorbell. */
  List<Call> calls(String function, int count) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(call(function));
    }
    return calls;
  }

  /** Sends calls in as few messages as they fit in. */
  void send(List<Call> calls) {
    for (int from = 0; from < calls.size(); from += CallBatch.CAPACITY) {
      CallBatch batch = new CallBatch();
      calls.subList(from, Math.min(calls.size(), from + CallBatch.CAPACITY)).forEach(batch::add);
      vertx.eventBus().send(Bus.device(NUMBER), batch, Bus.LOCAL);
    }
  }

  void send(Call... calls) {
    send(List.of(calls));
  }

  /** The calls of the next message that comes back. */
  List<Call> nextBatch() throws InterruptedException {
    return returned.take().calls();
  }

  /** The next so many calls that come back, in whatever messages. */
  List<Call> next(int count) throws InterruptedException {
    List<Call> calls = new ArrayList<>();
    while (calls.size() < count) {
      calls.addAll(nextBatch());
    }
    return calls;
  }

  /** Sends one call and waits for it. */
  Call run(Call call) throws InterruptedException {
    send(call);
    return next(1).getFirst();
  }

  /** Tells the device that a call is to stop, as a lane does. */
  void stop(Call call, StopReason reason) {
    call.stop(reason, System.nanoTime());
    stop(call, call.ticket());
  }

  /** Tells the device no more than that. */
  void stop(Call call, long ticket) {
    vertx.eventBus().send(Bus.stop(NUMBER), new Stop(call, ticket), Bus.LOCAL_STOP);
  }

  /** Whether a message has come back that nobody has looked at. */
  boolean hasReturned() {
    return !returned.isEmpty();
  }

  Future<Void> undeploy() {
    return vertx.undeploy(deployment);
  }
}
