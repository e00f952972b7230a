package io.virtfun.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.benchmarks.BenchDocument;
import io.virtfun.benchmarks.Machine;
import io.virtfun.benchmarks.measure.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DocumentComparisonTest {
  /** A field that is to be small. */
  private static final String SMALL = "noop_awake_vs_aeron";

  /** A field that is to be large. */
  private static final String LARGE = "bulk_vs_grpc";

  private static FieldChange.Verdict verdict(BenchDocument before, BenchDocument after) {
    return DocumentComparison.of(before, after).changes().getFirst().verdict();
  }

  @Test
  void shouldBeWorseWhenWhatIsToBeSmallHasGrown() {
    BenchDocument before = Documents.with(SMALL, 4.9, 5, 5.1);
    BenchDocument after = Documents.with(SMALL, 5.9, 6, 6.1);

    assertEquals(FieldChange.Verdict.WORSE, verdict(before, after));
    assertTrue(DocumentComparison.of(before, after).anyWorse());
    assertEquals(FieldChange.Verdict.BETTER, verdict(after, before));
    assertFalse(DocumentComparison.of(after, before).anyWorse());
  }

  @Test
  void shouldBeBetterWhenWhatIsToBeLargeHasGrown() {
    BenchDocument before = Documents.with(LARGE, 9.9, 10, 10.1);
    BenchDocument after = Documents.with(LARGE, 19, 20, 21);

    assertEquals(FieldChange.Verdict.BETTER, verdict(before, after));
    assertEquals(FieldChange.Verdict.WORSE, verdict(after, before));
  }

  @Test
  void shouldBeSameWhenIntervalsOverlap() {
    BenchDocument before = Documents.with(SMALL, 4, 5, 6);
    BenchDocument after = Documents.with(SMALL, 6, 9, 12);

    assertEquals(FieldChange.Verdict.SAME, verdict(before, after));
    assertFalse(DocumentComparison.of(before, after).anyWorse());
  }

  @Test
  void shouldBeSameWhenChangeIsSmall() {
    assertEquals(
        FieldChange.Verdict.SAME,
        verdict(Documents.with(SMALL, 100, 100, 100), Documents.with(SMALL, 105, 105, 105)));
    assertEquals(
        FieldChange.Verdict.WORSE,
        verdict(Documents.with(SMALL, 100, 100, 100), Documents.with(SMALL, 106, 106, 106)));
  }

  @Test
  void shouldBeWorseWhenNothingBecameSomething() {
    assertEquals(
        FieldChange.Verdict.WORSE,
        verdict(Documents.with("alloc_broker", 0, 0, 0), Documents.with("alloc_broker", 9, 9, 9)));
  }

  @Test
  void shouldTellOnlyThatItMovedWhenNoTargetSaysWhere() {
    BenchDocument before = Documents.with("unheard_of", 1, 1, 1);
    BenchDocument after = Documents.with("unheard_of", 2, 2, 2);

    assertEquals(FieldChange.Verdict.MOVED, verdict(before, after));
    assertFalse(DocumentComparison.of(before, after).anyWorse());
  }

  @Test
  void shouldShowValuesAndIntervals() {
    String table =
        DocumentComparison.of(
                Documents.with(SMALL, 4.9, 5, 5.1), Documents.with(SMALL, 5.9, 6, 6.2))
            .table();

    assertTrue(
        table.matches(
            "(?s).*noop_awake_vs_aeron +5\\.000 +6\\.000 +\\+20\\.0 %"
                + " +4\\.900 \\.\\. 5\\.100 +5\\.900 \\.\\. 6\\.200 +worse\\R"),
        table);
  }

  @Test
  void shouldWarnWhenMachinesDiffer() {
    Machine other = new Machine("slow", 2, "Linux", "JVM", "performance", "none");
    Map<String, Interval> fields = Map.of(SMALL, Interval.exactly(1));

    assertEquals(
        List.of("machines differ: processor: fast, then slow"),
        DocumentComparison.of(
                Documents.with(fields, Documents.MACHINE, List.of()),
                Documents.with(fields, other, List.of()))
            .warnings());
  }

  @Test
  void shouldNameWhatOnlyOneHas() {
    DocumentComparison comparison =
        DocumentComparison.of(Documents.with(SMALL, 1, 1, 1), Documents.with(LARGE, 1, 1, 1));

    assertEquals(List.of(), comparison.changes());
    assertEquals(
        List.of("only in the old document: " + SMALL, "only in the new document: " + LARGE),
        comparison.warnings());
  }
}
