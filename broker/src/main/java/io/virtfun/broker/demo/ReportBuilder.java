package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what guests report.
 *
 * <p><b>Thread:</b> the demo's.
 */
final class ReportBuilder {
  private final long startNanos = System.nanoTime();
  private final long seed;
  private final boolean quick;
  private final TreeMap<Key, Tally> tallies =
      new TreeMap<>(
          Comparator.comparingInt((Key key) -> key.askedFor.isEmpty() ? 0 : 1)
              .thenComparingInt(Key::index)
              .thenComparing(Key::askedFor));
  private List<DemoDevice> devices = List.of();
  private final TreeSet<String> unknown = new TreeSet<>();
  private final TreeSet<String> missing = new TreeSet<>();
  private int guests;
  private int tenants;
  private int wrongRows;
  private @Nullable String firstDifference;

  /** A row: a task, and the device that was asked for, if one was. */
  private record Key(int index, String askedFor) {}

  ReportBuilder(Settings settings) {
    this.seed = settings.seed();
    this.quick = settings.quick();
  }

  void started(int guestCount, int tenantCount) {
    guests = guestCount;
    tenants = tenantCount;
  }

  /** What the broker said of its devices. */
  void devices(List<DemoDevice> all) {
    devices = List.copyOf(all);
  }

  /** Lines that tell what is new about the catalogue. */
  List<String> attached(GuestMessage.Attached attached) {
    List<String> news = new ArrayList<>();
    for (String name : attached.unknown()) {
      if (unknown.add(name)) {
        news.add(name + " is not called: the demo does not know it");
      }
    }
    for (String name : attached.missing()) {
      if (missing.add(name)) {
        news.add(name + " is not called: no device has it");
      }
    }
    return news;
  }

  void add(GuestView guest, GuestMessage.RowEnded ended) {
    Task task = Tasks.all().get(ended.index());
    Key row = new Key(ended.index(), ended.askedFor());
    tallies.computeIfAbsent(row, key -> new Tally(assignment(key, task))).add(ended);
    if (ended.difference() != null) {
      wrongRows++;
      if (firstDifference == null) {
        firstDifference = guest.name() + ", " + Units.place(task) + ": " + ended.difference();
      }
    }
  }

  private Assignment assignment(Key key, Task task) {
    Assignment assignment = Assignment.of(key.index, task).on(key.askedFor);
    return quick || !key.askedFor.isEmpty() ? assignment.quick() : assignment;
  }

  /** What is wrong with an answer, in one line that tells where; null while all are right. */
  @Nullable String difference() {
    return wrongRows > 1
        ? firstDifference + " (and %d more)".formatted(wrongRows - 1)
        : firstDifference;
  }

  /**
   * All so far.
   *
   * @param error why the demo is not ok; null when it is
   */
  Report build(@Nullable String error) {
    List<Report.Row> rows = tallies.values().stream().map(Tally::row).toList();
    return new Report(
        error == null,
        error,
        guests,
        tenants,
        rows.stream().mapToLong(Report.Row::calls).sum(),
        seed,
        Math.round((System.nanoTime() - startNanos) / 1e8) / 10.0,
        rows.stream().map(Report.Row::function).distinct().toList(),
        List.copyOf(unknown),
        List.copyOf(missing),
        devices,
        rows);
  }
}
