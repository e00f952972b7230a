package io.virtfun.broker.demo;

import io.vertx.core.Future;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Does one row in a guest: waves of calls, each answer checked after its wave. */
final class RowRunner {
  private static final long ANSWER_SECONDS = 60;

  private final Session session;
  private final Assignment row;
  private final VFunction function;
  private final SplittableRandom random;
  private final List<Slot> slots = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private final TreeSet<String> devices = new TreeSet<>();
  private int calls;
  private long payloadBytes;
  private long busyNanos;

  /**
   * @param seed of the inputs
   */
  RowRunner(Session session, Assignment row, long seed) {
    this.session = session;
    this.row = row;
    VFunction called = session.function(row.task().qualifiedName());
    this.function = row.device().isEmpty() ? called : called.withDevice(row.device());
    this.random = new SplittableRandom(seed);
  }

  /**
   * Runs until all calls are made or an answer is wrong.
   *
   * <p><b>Errors:</b> {@link CallException} where the session cannot go on, {@link DemoException}
   * where an answer does not come.
   */
  GuestMessage.RowEnded run() {
    Optional<String> difference = Optional.empty();
    try {
      while (calls < row.calls() && difference.isEmpty()) {
        difference = wave();
      }
    } catch (CallException e) {
      if (isFinal(e)) {
        throw e;
      }
      difference = Optional.of("call failed: " + e.getMessage());
    } finally {
      closeSlots();
    }
    return ended(difference.orElse(null));
  }

  private static boolean isFinal(CallException e) {
    return switch (e) {
      case CallException.BrokerGone _,
          CallException.SessionClosed _,
          CallException.ShuttingDown _,
          CallException.LaneQuarantined _ ->
          true;
      default -> false;
    };
  }

  private Optional<String> wave() {
    prepareSlots();
    List<Slot> called = slots.subList(0, Math.min(slots.size(), row.calls() - calls));
    called.forEach(Slot::clearOutput);
    long start = System.nanoTime();
    List<Future<Result>> futures = called.stream().map(Slot::call).toList();
    List<Result> results = futures.stream().map(this::await).toList();
    busyNanos += System.nanoTime() - start;
    for (int i = 0; i < results.size(); i++) {
      count(results.get(i), called.get(i));
      Optional<String> difference = called.get(i).difference(results.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private void prepareSlots() {
    if (row.freshInputs()) {
      closeSlots();
    }
    while (slots.size() < row.inFlight()) {
      slots.add(new Slot(session, function, row.task().maker().make(random.split())));
    }
  }

  private Result await(Future<Result> future) {
    try {
      return future.await(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new DemoException("no answer within " + ANSWER_SECONDS + " s");
    }
  }

  private void count(Result result, Slot slot) {
    calls++;
    payloadBytes += slot.payloadBytes(result);
    latencies.add(result.receipt());
    devices.add(result.receipt().device());
  }

  private void closeSlots() {
    slots.forEach(Slot::close);
    slots.clear();
  }

  private GuestMessage.RowEnded ended(@Nullable String difference) {
    return new GuestMessage.RowEnded(
        row.index(),
        row.device(),
        calls,
        payloadBytes,
        busyNanos,
        List.copyOf(devices),
        latencies.encoded(),
        difference);
  }
}
