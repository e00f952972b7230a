package io.virtfun.benchmarks.side;

import io.virtfun.shm.Polling;
import java.time.Duration;
import java.util.List;

/**
 * A way to configure broker and SDK.
 *
 * @param broker lines of the broker's section
 * @param guest how the SDK looks for completions
 */
public record Variant(String name, String broker, Polling guest) {
  /** What a user gets who says nothing. */
  public static final Variant DEFAULT = new Variant("default", "", Polling.adaptive());

  private static final Variant SLEEPING = fixed("sleeping", 0);

  /** All between which latency is exchanged for processor time. */
  public static final List<Variant> ALL =
      List.of(
          DEFAULT,
          new Variant(
              "adaptive, 25 %", "  poll-cpu-percent: 25\n", Polling.adaptive().withCpuShare(0.25)),
          SLEEPING,
          fixed("fixed 50 us", 50),
          fixed("fixed 1000 us", 1000),
          new Variant("spinning guest", "", Polling.spinning()));

  /** For short measurements. */
  public static final List<Variant> FEW = List.of(DEFAULT, SLEEPING);

  private static Variant fixed(String name, int micros) {
    return new Variant(
        name,
        "  poll-mode: fixed\n  poll-linger-micros: " + micros + "\n",
        Polling.fixed(Duration.ofNanos(1000L * micros)));
  }

  /** The broker's configuration; regions have room for several calls of the largest payload. */
  String configuration() {
    return (broker.isEmpty() ? "" : "broker:\n" + broker)
        + """
        tenants:
          - name: bench
            region-size: 256MiB
        devices:
          - id: cpu0
            driver: software
        """;
  }

  /** An address of such a broker as {@link VirtFunClient} takes it. */
  String client(String address) {
    return guest.equals(Polling.adaptive())
        ? address
        : "%s?%d,%s,%s"
            .formatted(address, guest.most().toNanos(), guest.adapts(), guest.cpuShare());
  }
}
