package io.virtfun.benchmarks.side;

import java.util.List;
import java.util.OptionalInt;

/**
 * A way to configure broker and SDK.
 *
 * @param brokerLinger {@code poll-linger-micros} of the broker; empty: its default
 * @param guestLinger microseconds of the SDK's poll linger; empty: its default
 */
public record Variant(String name, OptionalInt brokerLinger, OptionalInt guestLinger) {
  /** What a user gets who says nothing. */
  public static final Variant DEFAULT =
      new Variant("default", OptionalInt.empty(), OptionalInt.empty());

  /** All between which latency is exchanged for processor time. */
  public static final List<Variant> ALL =
      List.of(DEFAULT, fixed(0), fixed(50), fixed(200), fixed(1000));

  /** For short measurements. */
  public static final List<Variant> FEW = List.of(DEFAULT, fixed(0));

  private static Variant fixed(int micros) {
    return new Variant("linger " + micros + " us", OptionalInt.of(micros), OptionalInt.of(micros));
  }

  /** The broker's configuration; regions have room for several calls of the largest payload. */
  String configuration() {
    String tenantsAndDevices =
        """
        tenants:
          - name: bench
            region-size: 256MiB
        devices:
          - id: cpu0
            driver: software
        """;
    return brokerLinger.isPresent()
        ? "broker:\n  poll-linger-micros: " + brokerLinger.getAsInt() + "\n" + tenantsAndDevices
        : tenantsAndDevices;
  }

  /** An address of such a broker as {@link VirtFunClient} takes it. */
  String client(String address) {
    return guestLinger.isPresent()
        ? address + "?poll-linger-micros=" + guestLinger.getAsInt()
        : address;
  }
}
