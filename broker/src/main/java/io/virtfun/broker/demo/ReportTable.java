package io.virtfun.broker.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report as people read it. */
final class ReportTable {
  private static final List<String> HEADER =
      List.of(
          "function",
          "size",
          "shape",
          "calls",
          "p50",
          "p99",
          "MiB/s",
          "queue",
          "run",
          "transport",
          "device",
          "verified");

  /** The columns of words; figures are aligned to the right. */
  private static final List<String> WORDS = List.of("function", "shape", "device", "verified");

  private static final String LEGEND =
      """
      p50, p99: round trips as the guests saw them, with all guests at work at once.
      queue, run, transport: median time at the broker, at the device, and the rest of the way.
      MiB/s: input and output, over the time a guest had calls of the row in flight.
      """;

  private ReportTable() {}

  static String of(Report report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADER);
    report.results().forEach(row -> lines.add(cells(row)));
    int[] widths = new int[HEADER.size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"))
        + "\n\n"
        + LEGEND
        + "\n"
        + devices(report)
        + "\n"
        + summary(report);
  }

  private static List<String> cells(Report.Row row) {
    return List.of(
        row.function(),
        Units.bytes(row.sizeBytes()),
        row.shape(),
        Long.toString(row.calls()),
        Units.micros(row.p50Us()),
        Units.micros(row.p99Us()),
        Units.digits(row.mibPerS()),
        Units.micros(row.queuedUs()),
        Units.micros(row.ranUs()),
        Units.micros(row.transportUs()),
        row.device(),
        row.verified() ? "yes" : "no");
  }

  private static String aligned(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - line.get(column).length());
      boolean left = WORDS.contains(HEADER.get(column));
      text.append(left ? line.get(column) + padding : padding + line.get(column)).append("  ");
    }
    return text.toString().stripTrailing();
  }

  private static String devices(Report report) {
    StringBuilder text = new StringBuilder();
    for (DemoDevice device : report.devices()) {
      String available = device.available() ? "available: " : "not available: ";
      text.append("%-8s %-9s ".formatted(device.id(), device.driver()))
          .append(available)
          .append(device.why())
          .append('\n');
    }
    return text.toString();
  }

  static String summary(Report report) {
    long wrong = report.results().stream().filter(row -> !row.verified()).count();
    String devices =
        report.results().stream()
            .flatMap(row -> Stream.of(row.device().split(",", -1)))
            .filter(device -> !device.isEmpty())
            .distinct()
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "%s: %d guests of %d tenants, %d functions on %s, %d calls in %.1f s, %s (seed %d)",
        report.ok() ? "ok" : "failed",
        report.guests(),
        report.tenants(),
        report.functions().size(),
        devices.isEmpty() ? "no device" : devices,
        report.calls(),
        report.seconds(),
        wrong == 0 ? "every answer verified" : "rows with a wrong answer: " + wrong,
        report.seed());
  }
}
