package io.virtfun.broker.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports for tests. */
final class Reports {
  private static final Report.Row SHA256 =
      new Report.Row(
          "sha256", 65_536, "", 1600, 4, 8, 87.25, 1234.5, 321.987, 10.04, 0.5, 76.7, "cpu0", true,
          null);

  private Reports() {}

  static Report good() {
    return report(null, fft(null));
  }

  static Report bad() {
    return report("guest 2 (beta), fft, 128 B (n=16): bin 3 is 1", fft("bin 3 is 1"));
  }

  private static Report.Row fft(@Nullable String difference) {
    return new Report.Row(
        "fft",
        128,
        "n=16",
        3,
        1,
        1,
        2_500_000,
        3_000_000,
        0.004,
        1,
        2,
        3,
        "cpu0",
        difference == null,
        difference);
  }

  private static Report report(@Nullable String error, Report.Row second) {
    return new Report(
        error == null,
        error,
        4,
        2,
        1603,
        17,
        21.5,
        List.of("sha256", "fft"),
        List.of(),
        List.of(),
        List.of(
            new DemoDevice("cpu0", "software", true, "the JDK", List.of("sha256@1", "fft@1")),
            new DemoDevice("fpga0", "fpga", false, "no board", List.of())),
        List.of(SHA256, second));
  }
}
