package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sums one row up over guests. */
final class Tally {
  private final Assignment row;
  private final Latencies latencies = new Latencies();
  private final TreeSet<String> devices = new TreeSet<>();
  private int guests;
  private long calls;
  private long payloadBytes;
  private long busyNanos;
  private @Nullable String difference;

  Tally(Assignment row) {
    this.row = row;
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} for histograms that are none. */
  void add(GuestMessage.RowEnded ended) {
    latencies.add(Latencies.of(ended.latencies()));
    devices.addAll(ended.devices());
    guests++;
    calls += ended.calls();
    payloadBytes += ended.payloadBytes();
    busyNanos += ended.busyNanos();
    if (difference == null) {
      difference = ended.difference();
    }
  }

  Report.Row row() {
    Task task = row.task();
    return new Report.Row(
        task.function(),
        task.sizeBytes(),
        task.shape(),
        calls,
        guests,
        row.inFlight(),
        rounded(latencies.roundTripMicros(50)),
        rounded(latencies.roundTripMicros(99)),
        rounded(payloadBytes / 1048576.0 / Math.max(1, busyNanos) * 1e9),
        rounded(latencies.queuedMicros()),
        rounded(latencies.ranMicros()),
        rounded(latencies.transportMicros()),
        String.join(",", devices),
        difference == null,
        difference);
  }

  private static double rounded(double number) {
    return Math.round(number * 100) / 100.0;
  }
}
