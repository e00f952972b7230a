package io.virtfun.broker.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people: a name and a number in each line. */
final class ChaosTable {
  private ChaosTable() {}

  static String of(ChaosReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(row("calls", report.calls()));
    report.ends().forEach((end, count) -> lines.add(row("  " + words(end), count)));
    lines.add(row("  killed amidst", report.killedAmidst()));
    lines.add(row("guests killed", report.deeds().kills()));
    lines.add(row("guests stopped", report.deeds().stops()));
    lines.add(row("attached", report.sessions().attached()));
    lines.add(row("attaching refused", report.sessions().refused()));
    lines.add(row("reloads", report.reloads().changed() + report.reloads().invalid()));
    lines.add(row("  of invalid files", report.reloads().invalid()));
    lines.add(row("  refused", report.reloads().refused()));
    lines.add(row("lost", report.lost()));
    lines.add(row("doubled", report.doubled()));
    lines.add(row("wrong", report.wrong()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: seed %d, %d guests, %.1f s",
            report.ok() ? "ok" : "not ok",
            report.seed(),
            report.guests(),
            report.seconds()));
    return String.join("\n", lines);
  }

  private static String row(String name, long number) {
    return "%-20s %10d".formatted(name, number);
  }

  private static String words(CallEnd end) {
    return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
