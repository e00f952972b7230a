package io.virtfun.guest;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.virtfun.shm.linux.Processor;
import java.util.ArrayList;
import java.util.List;

/**
 * The lanes that look for completions on one event loop, of whatever session.
 *
 * <p>All of them look in turn until a task waits on the event loop, and for {@link #TURN_NANOS} at
 * most; the next turn comes only after the loop has polled its descriptors, so that other I/O gets
 * its turn.
 *
 * <p><b>Thread:</b> the event loop.
 */
final class Looks {
  /** How long descriptors may wait for looks. */
  static final long TURN_NANOS = 20_000;

  /** Glances at one lane between two readings of the clock, which costs as much as some glances. */
  private static final int GLANCES = 16;

  /** Looks, of some hundred nanoseconds each, while a completion is due at any moment. */
  private static final int PATIENT_LOOKS = 32;

  private static final System.Logger LOG = System.getLogger(Looks.class.getName());
  private static final FastThreadLocal<Looks> OF_THREAD = new FastThreadLocal<>();

  private final SingleThreadEventLoop loop;
  private final List<LaneCompletions> lanes = new ArrayList<>();
  private final Runnable turn = this::turn;
  private final Runnable afterIo = this::afterIo;
  private boolean scheduled;
  private long sawDescriptorsNanos = System.nanoTime() - TURN_NANOS;

  private Looks(SingleThreadEventLoop loop) {
    this.loop = loop;
  }

  /** Those of the event loop that the caller is on. */
  static Looks of(SingleThreadEventLoop loop) {
    Looks looks = OF_THREAD.get();
    if (looks == null) {
      looks = new Looks(loop);
      OF_THREAD.set(looks);
    }
    return looks;
  }

  /** Has a lane look from now on, until it says that it looks no more. */
  void add(LaneCompletions lane) {
    lanes.add(lane);
    if (!scheduled) {
      start();
    }
  }

  private void start() {
    scheduled = true;
    if (mayWait(System.nanoTime())) {
      loop.execute(turn);
    } else {
      loop.executeAfterEventLoopIteration(afterIo);
    }
  }

  /** After the loop has seen to its descriptors. */
  private void afterIo() {
    sawDescriptorsNanos = System.nanoTime();
    loop.execute(turn);
  }

  /** Whether descriptors may wait for a turn more. */
  private boolean mayWait(long nowNanos) {
    return nowNanos - sawDescriptorsNanos < TURN_NANOS;
  }

  private void turn() {
    scheduled = false;
    long now = System.nanoTime();
    int looks = 0;
    try {
      do {
        look(now);
        if (isQuiet() && ++looks >= patience()) {
          looks = 0;
          // Whoever is to answer may be waiting for this processor.
          Processor.yieldToWaiting();
        }
        now = System.nanoTime();
      } while (mayGoOn(now));
    } finally {
      if (!lanes.isEmpty() && !scheduled) {
        start();
      }
    }
  }

  /** Glances until there is something to do, for a short while; whether there is nothing. */
  private boolean isQuiet() {
    int glances = GLANCES / Math.max(1, lanes.size());
    boolean quiet = !sees() && loop.pendingTasks() == 0;
    for (int i = 1; i < glances && quiet; i++) {
      Thread.onSpinWait();
      quiet = !sees() && loop.pendingTasks() == 0;
    }
    return quiet;
  }

  private int patience() {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).isImminent()) {
        return PATIENT_LOOKS;
      }
    }
    return 1;
  }

  private boolean sees() {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).hasCompletions()) {
        return true;
      }
    }
    return false;
  }

  private boolean mayGoOn(long nowNanos) {
    return !lanes.isEmpty() && !scheduled && mayWait(nowNanos) && loop.pendingTasks() == 0;
  }

  private void look(long nowNanos) {
    for (int i = lanes.size() - 1; i >= 0; i--) {
      LaneCompletions lane = lanes.get(i);
      if (!tryLook(lane, nowNanos)) {
        // Callers of the lane may have added others behind it meanwhile.
        lanes.remove(lane);
      }
    }
  }

  /** A lane that fails looks no more, and takes no other with it. */
  private static boolean tryLook(LaneCompletions lane, long nowNanos) {
    try {
      return lane.look(nowNanos);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a lane looks no more", e);
      lane.end();
      return false;
    }
  }
}
