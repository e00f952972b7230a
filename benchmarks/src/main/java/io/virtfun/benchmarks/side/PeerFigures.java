package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.measure.Interval;
import java.util.List;

/**
 * What a peer's rounds come to.
 *
 * @param calls of all rounds together
 * @param p50Micros how long most calls took; this and the next three zero where single calls were
 *     not timed
 * @param clientCpuMicros per call; this and the next three are medians of the rounds
 */
public record PeerFigures(
    String peer,
    long calls,
    Interval p50Micros,
    double p90Micros,
    double p99Micros,
    double p999Micros,
    Interval callsPerSecond,
    double clientCpuMicros,
    double serverCpuMicros,
    double clientBytes,
    double serverBytes) {
  /** Head of a table of these. */
  public static final String HEAD =
      "%-20s %10s %10s %10s %12s %11s %11s %9s %9s%n"
          .formatted(
              "",
              "p50 us",
              "p99 us",
              "p99.9 us",
              "calls/s",
              "client cpu",
              "server cpu",
              "client B",
              "server B");

  /** Of one peer. */
  public static PeerFigures of(String peer, Samples samples) {
    var all = samples.latencies(peer);
    return new PeerFigures(
        peer,
        samples.of(peer).stream().mapToLong(Sample::calls).sum(),
        samples.median(peer, Sample::p50Micros),
        all.getValueAtPercentile(90) / 1e3,
        all.getValueAtPercentile(99) / 1e3,
        all.getValueAtPercentile(99.9) / 1e3,
        samples.median(peer, Sample::callsPerSecond),
        samples.median(peer, sample -> sample.cpuMicrosPerCall(sample.client())).value(),
        samples.median(peer, sample -> sample.cpuMicrosPerCall(sample.server())).value(),
        samples.median(peer, sample -> sample.bytesPerCall(sample.client())).value(),
        samples.median(peer, sample -> sample.bytesPerCall(sample.server())).value());
  }

  /** Of all peers. */
  public static List<PeerFigures> of(Samples samples) {
    return samples.peers().stream().map(peer -> of(peer, samples)).toList();
  }

  /** A line of a table; processor times are microseconds per call. */
  public String line() {
    // Its figures are those of the JVMs that started the two processes.
    String used =
        peer.equals("eventfd")
            ? "%11s %11s %9s %9s".formatted("-", "-", "-", "-")
            : "%11.2f %11.2f %9.0f %9.0f"
                .formatted(clientCpuMicros, serverCpuMicros, clientBytes, serverBytes);
    return "%-20s %10.1f %10.1f %10.1f %12.0f %s%n"
        .formatted(peer, p50Micros.value(), p99Micros, p999Micros, callsPerSecond.value(), used);
  }

  /** A table of several. */
  public static String table(String title, List<PeerFigures> figures) {
    StringBuilder text =
        new StringBuilder(title)
            .append("; processor time in us and bytes allocated are per call\n")
            .append(HEAD);
    figures.forEach(each -> text.append(each.line()));
    return text.toString();
  }
}
