package io.virtfun.guest;

import io.netty.channel.EventLoop;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.LinuxException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;

/**
 * The sending half of a lane: writes entries, publishes them together, rings when asked to.
 *
 * <p><b>Thread:</b> the lane's event loop.
 */
final class LaneSubmissions {
  private static final long FULL_QUEUE_RETRY_MICROS = 50;

  private final EventLoop loop;
  private final SubmissionProducer queue;
  private final Transport transport;
  private final int vector;
  private final Runnable onRingFailure;
  private final SubmissionEntry entry = new SubmissionEntry();
  private final ArrayDeque<PendingCall> backlog = new ArrayDeque<>();

  /** Published calls whose cancel entries found no room; those that end leave. */
  private final LinkedHashSet<PendingCall> cancels = new LinkedHashSet<>();

  private final Runnable queuedFlush = this::queuedFlush;
  private boolean unpublished;
  private boolean flushQueued;
  private boolean ended;

  LaneSubmissions(
      EventLoop loop,
      SubmissionProducer queue,
      Transport transport,
      int vector,
      Runnable onRingFailure) {
    this.loop = loop;
    this.queue = queue;
    this.transport = transport;
    this.vector = vector;
    this.onRingFailure = onRingFailure;
  }

  /**
   * Writes a call's entry, to be published by a flush. There may be no room for it although there
   * are no more calls than entries: the host can answer calls before it releases their entries.
   */
  void add(PendingCall call) {
    if (!backlog.isEmpty() || !write(call)) {
      backlog.add(call);
    }
  }

  private boolean write(PendingCall call) {
    call.describe(entry, call.correlationId());
    boolean written = queue.offer(entry);
    unpublished |= written;
    return written;
  }

  /** Takes back a call that has not been written; false where it has. */
  boolean withdraw(PendingCall call) {
    return backlog.remove(call);
  }

  /** Writes a cancel entry for a call that has been written, to be published by a flush. */
  void cancel(PendingCall call) {
    if (!cancels.isEmpty() || !writeCancel(call)) {
      cancels.add(call);
    }
  }

  private boolean writeCancel(PendingCall call) {
    boolean written = queue.offer(entry.cancel(call.correlationId()));
    unpublished |= written;
    return written;
  }

  /** The call has ended. */
  void forget(PendingCall call) {
    if (!cancels.isEmpty()) {
      cancels.remove(call);
    }
  }

  /** Publishes at the end of the event loop's turn what will have been added until then. */
  void flushLater() {
    if (!flushQueued) {
      flushQueued = true;
      loop.execute(queuedFlush);
    }
  }

  private void queuedFlush() {
    flushQueued = false;
    flush();
  }

  /** Publishes what has been added. */
  void flush() {
    if (ended) {
      return;
    }
    while (!cancels.isEmpty() && writeCancel(cancels.getFirst())) {
      cancels.removeFirst();
    }
    while (!backlog.isEmpty() && write(backlog.peek())) {
      backlog.remove();
    }
    if (!(backlog.isEmpty() && cancels.isEmpty()) && !flushQueued) {
      // The host says nothing when it releases entries.
      flushQueued = true;
      var _ = loop.schedule(queuedFlush, FULL_QUEUE_RETRY_MICROS, TimeUnit.MICROSECONDS);
    }
    if (unpublished) {
      unpublished = false;
      if (queue.publish()) {
        ring();
      }
    }
  }

  private void ring() {
    try {
      transport.ring(vector);
    } catch (LinuxException _) {
      onRingFailure.run();
    }
  }

  /** Leaves the region alone from now on. */
  void end() {
    ended = true;
    backlog.clear();
    cancels.clear();
  }
}
