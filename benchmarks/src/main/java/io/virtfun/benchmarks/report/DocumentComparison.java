package io.virtfun.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchDocument;
import io.virtfun.benchmarks.Target;
import io.virtfun.benchmarks.Targets;
import io.virtfun.benchmarks.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two runs beside each other.
 *
 * @param changes fields that both have, by name
 * @param warnings why they may differ for another reason than what was measured
 */
public record DocumentComparison(List<FieldChange> changes, List<String> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "%-28s %12s %12s %9s %25s %25s  %s%n";

  /** Compares what an earlier run found with what a later one did. */
  public static DocumentComparison of(BenchDocument before, BenchDocument after) {
    Map<String, Target.Direction> directions =
        Targets.ALL.stream().collect(Collectors.toMap(Target::field, Target::direction));
    List<FieldChange> changes = new ArrayList<>();
    new TreeMap<>(before.intervals())
        .forEach(
            (field, old) -> {
              Interval now = after.intervals().get(field);
              if (now != null) {
                changes.add(new FieldChange(field, old, now, directions.get(field)));
              }
            });
    return new DocumentComparison(changes, warnings(before, after));
  }

  private static List<String> warnings(BenchDocument before, BenchDocument after) {
    List<String> warnings = new ArrayList<>();
    JsonNode was = JSON.valueToTree(before.machine());
    JsonNode is = JSON.valueToTree(after.machine());
    for (Map.Entry<String, JsonNode> part : was.properties()) {
      JsonNode other = is.path(part.getKey());
      if (!part.getValue().equals(other)) {
        warnings.add(
            "machines differ: %s: %s, then %s"
                .formatted(part.getKey(), part.getValue().asText(), other.asText()));
      }
    }
    if (before.quick() != after.quick()) {
      warnings.add("quick: %s, then %s".formatted(before.quick(), after.quick()));
    }
    warnAbout(warnings, "the old document", before, after);
    warnAbout(warnings, "the new document", after, before);
    return warnings;
  }

  private static void warnAbout(
      List<String> warnings, String which, BenchDocument one, BenchDocument other) {
    TreeSet<String> alone = new TreeSet<>(one.intervals().keySet());
    alone.removeAll(other.intervals().keySet());
    if (!alone.isEmpty()) {
      warnings.add("only in " + which + ": " + String.join(", ", alone));
    }
  }

  /** Whether any field got worse. */
  public boolean anyWorse() {
    return changes.stream().anyMatch(change -> change.verdict() == FieldChange.Verdict.WORSE);
  }

  /** For people. */
  public String table() {
    StringBuilder text =
        new StringBuilder(
            FORMAT.formatted("field", "old", "new", "change", "old 95 %", "new 95 %", ""));
    for (FieldChange change : changes) {
      text.append(
          FORMAT.formatted(
              change.field(),
              number(change.before().value()),
              number(change.after().value()),
              String.format(Locale.ROOT, "%+.1f %%", 100 * change.share()),
              bounds(change.before()),
              bounds(change.after()),
              change.verdict()));
    }
    return text.toString();
  }

  private static String bounds(Interval interval) {
    return number(interval.low()) + " .. " + number(interval.high());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
