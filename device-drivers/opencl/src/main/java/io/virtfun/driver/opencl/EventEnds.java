package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_COMPLETE;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CLEventCallback;

/**
 * Tells when events end.
 *
 * <p>One upcall for the process, never freed: a thread of the runtime may still be on its way out
 * of it when whoever waited has gone on.
 *
 * <p><b>Thread:</b> any; told on a thread of the runtime, which must not be kept.
 */
final class EventEnds {
  private static final ConcurrentMap<Long, IntConsumer> WAITING = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();
  private static final CLEventCallback UPCALL =
      CLEventCallback.create((_, status, key) -> ended(status, key));

  private EventEnds() {}

  /** Has the event's status told once: 0 or an error's code. */
  static void tell(long event, IntConsumer ended) {
    long key = NEXT.incrementAndGet();
    WAITING.put(key, ended);
    int code = CL11.nclSetEventCallback(event, CL_COMPLETE, UPCALL.address(), key);
    if (code != ClCode.SUCCESS) {
      WAITING.remove(key);
      throw new ClException("clSetEventCallback", code);
    }
  }

  private static void ended(int status, long key) {
    IntConsumer waiting = WAITING.remove(key);
    if (waiting != null) {
      waiting.accept(status);
    }
  }

  /** How many events are waited for. */
  static int waiting() {
    return WAITING.size();
  }
}
