package io.virtfun.benchmarks.side;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * What a client's process is to do, a line of JSON.
 *
 * @param calls how many, of calls in a row
 * @param pauseMicros between two calls in a row
 * @param inFlight how many at once, of pipelined calls
 * @param millis for how long, of pipelined calls
 */
record Order(Op op, Task task, int calls, long pauseMicros, int inFlight, long millis) {
  /** A way to call. */
  enum Op {
    @JsonProperty("once")
    ONCE,
    @JsonProperty("sequential")
    SEQUENTIAL,
    @JsonProperty("pipelined")
    PIPELINED
  }

  static Order once(Task task) {
    return new Order(Op.ONCE, task, 1, 0, 1, 0);
  }

  static Order sequential(Task task, int calls, Duration pause) {
    return new Order(Op.SEQUENTIAL, task, calls, pause.toNanos() / 1000, 1, 0);
  }

  static Order pipelined(Task task, int inFlight, Duration duration) {
    return new Order(Op.PIPELINED, task, 0, 0, inFlight, duration.toMillis());
  }

  Duration pause() {
    return Duration.ofNanos(pauseMicros * 1000);
  }
}
