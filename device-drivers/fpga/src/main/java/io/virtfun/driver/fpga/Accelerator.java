package io.virtfun.driver.fpga;

import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One accelerator and the thread that talks to it: it maps the memory of calls, posts descriptors,
 * rings once for all that wait, and ends calls as their completions come.
 *
 * <p>The thread sleeps on an event descriptor that the device's interrupts signal, as do {@link
 * #submit}, {@link #abort} and {@link #reset}.
 *
 * <p><b>Ownership:</b> owns bus, rings and events from the start.
 */
final class Accelerator implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Accelerator.class.getName());

  private static final String NO_RESET = "it does not end its reset";

  // Immutable.
  private final String id;
  private final Bus bus;
  private final DeviceControl control;
  private final Events events;
  private final Rings rings;
  private final CallTable calls;
  private final Thread thread;

  // Shared.
  private final ConcurrentLinkedQueue<PendingCall> inbox = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<PendingCall> aborts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean closing;
  private volatile boolean resetWanted;
  private volatile boolean ended;

  // The accelerator's thread only, after start.
  private long ringsAddress;
  private boolean broken;

  private Accelerator(String id, Bus bus, Events events, Rings rings) {
    this.id = id;
    this.bus = bus;
    this.control = new DeviceControl(bus);
    this.events = events;
    this.rings = rings;
    this.calls = new CallTable(bus);
    this.thread = Thread.ofPlatform().daemon().name("virtfun-fpga-" + id).unstarted(this::run);
  }

  /**
   * Takes over a device that answers, and starts its thread.
   *
   * <p><b>Errors:</b> {@link BusException} where the device cannot be set up; everything that was
   * handed over is closed then.
   */
  static Accelerator start(String id, Bus bus, Events events) throws BusException {
    Accelerator accelerator = new Accelerator(id, bus, events, new Rings());
    try {
      accelerator.ringsAddress = bus.map(accelerator.rings.memory());
      if (!accelerator.restart()) {
        throw new BusException(NO_RESET);
      }
    } catch (BusException | RuntimeException e) {
      accelerator.free();
      throw e;
    }
    accelerator.thread.start();
    return accelerator;
  }

  /**
   * Starts a call. It ends as {@link Result#LOST} where the accelerator is closed or has as many
   * calls as its ring holds.
   *
   * <p><b>Thread:</b> any.
   */
  void submit(PendingCall call) {
    if (accepted.incrementAndGet() > Rings.ENTRIES) {
      end(call, Result.LOST, 0, 0);
      return;
    }
    inbox.add(call);
    // SYNC: pairs with Accelerator.shutDown; either it sees the call or this sees that it ended.
    if (ended && inbox.remove(call)) {
      end(call, Result.LOST, 0, 0);
    }
    events.signal();
  }

  /**
   * Has a call end soon if it has not: as {@link Result#ABORTED}, or as it would have anyway.
   *
   * <p><b>Thread:</b> any.
   */
  void abort(PendingCall call) {
    if (!ended) {
      aborts.add(call);
      events.signal();
    }
  }

  /** Resets the device: its calls end as {@link Result#LOST}. <b>Thread:</b> any. */
  void reset() {
    resetWanted = true;
    events.signal();
  }

  /**
   * Resets the device, ends its calls and frees it. Idempotent.
   *
   * <p><b>Thread:</b> any but the accelerator's; waits for it.
   */
  @Override
  public void close() {
    closing = true;
    events.signal();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The device reaches memory that is not its own any more unless this goes on.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    events.close();
  }

  private void run() {
    try {
      while (!closing) {
        step();
        events.await();
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "device " + id + ": its thread ends", e);
    } finally {
      shutDown();
    }
  }

  private void step() {
    // Has a fault signal again that came together with other work.
    control.acknowledge();
    boolean worked = drain();
    worked |= postAll();
    worked |= abortAll();
    if (resetWanted) {
      resetWanted = false;
      recover("a reset was asked for");
    } else if (!worked && !broken) {
      check();
    }
  }

  private boolean drain() {
    boolean any = false;
    while (rings.poll()) {
      any = true;
      PendingCall call = calls.find(rings.tag());
      if (call == null) {
        recover("completion of a call that is not there");
        return true;
      }
      finish(call, Result.ofCode(rings.result()), rings.outputBytes(), rings.cycles());
    }
    if (any) {
      bus.write(Register.COMPLETION_HEAD, (int) rings.head());
    }
    return any;
  }

  private void finish(PendingCall call, Result result, long outputBytes, long cycles) {
    // The memory is the caller's again once it has heard.
    calls.leave(call);
    boolean nonsense = result == Result.OK && outputBytes > call.output().byteSize();
    end(call, nonsense ? Result.NONSENSE : result, outputBytes, cycles);
  }

  private void end(PendingCall call, Result result, long outputBytes, long cycles) {
    accepted.decrementAndGet();
    try {
      call.end(result, outputBytes, cycles);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "device " + id + ": the listener of a call failed", e);
    }
  }

  private boolean postAll() {
    boolean any = false;
    boolean toRing = false;
    for (PendingCall call = inbox.poll(); call != null; call = inbox.poll()) {
      any = true;
      toRing |= post(call);
    }
    if (toRing) {
      bus.write(Register.SUBMISSION_TAIL, (int) rings.tail());
    }
    return any;
  }

  private boolean post(PendingCall call) {
    if (broken) {
      end(call, Result.LOST, 0, 0);
      return false;
    }
    try {
      calls.enter(call);
    } catch (BusException e) {
      LOG.log(Level.WARNING, "device " + id + ": " + e.getMessage());
      end(call, Result.LOST, 0, 0);
      return false;
    }
    rings.post(call);
    return true;
  }

  private boolean abortAll() {
    boolean any = false;
    for (PendingCall call = aborts.poll(); call != null; call = aborts.poll()) {
      any = true;
      if (!call.isPosted()) {
        call.requestAbort();
      } else if (calls.find(call.tag()) == call) {
        rings.flagAbort(call);
        control.abort(call.tag());
      }
    }
    return any;
  }

  /** Woken for no reason that memory shows: the device may have halted, or gone. */
  private void check() {
    switch (control.health()) {
      case WELL -> {}
      case HALTED -> recover("it halted: " + control.fault());
      case GONE -> lost("it does not answer");
    }
  }

  private void recover(String why) {
    LOG.log(Level.WARNING, "device " + id + ": reset: " + why);
    if (!broken && !restart()) {
      lost(NO_RESET);
    }
  }

  private void lost(String why) {
    LOG.log(Level.ERROR, "device " + id + ": lost: " + why);
    broken = true;
    // Without its windows it reaches nothing, whatever it does.
    bus.close();
    loseAll();
  }

  /** Resets the device, ends the calls that it had, and sets it up; false where that fails. */
  private boolean restart() {
    if (!control.reset()) {
      return false;
    }
    loseAll();
    rings.clear();
    control.enable(ringsAddress);
    return true;
  }

  private void loseAll() {
    for (PendingCall call = calls.any(); call != null; call = calls.any()) {
      finish(call, Result.LOST, 0, 0);
    }
  }

  private void shutDown() {
    if (!broken && !control.reset()) {
      LOG.log(Level.ERROR, "device " + id + ": " + NO_RESET);
    }
    // Calls end only now that the device reaches nothing any more, however it took the reset.
    free();
    broken = true;
    loseAll();
    ended = true;
    // SYNC: pairs with Accelerator.submit.
    postAll();
  }

  private void free() {
    bus.close();
    rings.close();
    if (!thread.isAlive()) {
      events.close();
    }
  }
}
