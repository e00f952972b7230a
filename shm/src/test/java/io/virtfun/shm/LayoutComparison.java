package io.virtfun.shm;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Compares the tables of the document with the layouts of the code, both ways. */
final class LayoutComparison {
  /** What a table must say of each field, before the columns that are prose. */
  private static final int COMPARED_COLUMNS = 4;

  private static final int COLUMNS = 9;

  private LayoutComparison() {}

  /** One line for each difference; none when document and code agree. */
  static List<String> differences(Document document, List<StructLayout> layouts) {
    List<String> found = new ArrayList<>();
    List<String> names = layouts.stream().map(layout -> layout.name().orElseThrow()).toList();
    List<String> documented = document.names("layout");
    if (!documented.equals(names)) {
      found.add("tables " + documented + " (expected: " + names + ")");
    }
    for (StructLayout layout : layouts) {
      String name = layout.name().orElseThrow();
      String heading = "### " + name + ", " + layout.byteSize() + " bytes\n";
      if (!document.text().contains(heading)) {
        found.add(name + ": no heading '" + heading.strip() + "'");
      }
      compare(name, rows(layout), document.rows("layout", name), found);
    }
    return found;
  }

  private static void compare(
      String name, List<List<String>> expected, List<List<String>> actual, List<String> found) {
    if (actual.size() != expected.size()) {
      found.add(name + ": " + actual.size() + " rows (expected: " + expected.size() + ")");
    }
    for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
      List<String> row = actual.get(i);
      if (row.size() != COLUMNS || row.stream().anyMatch(String::isEmpty)) {
        found.add(name + ": row " + row + " (expected: " + COLUMNS + " cells, none empty)");
      } else if (!row.subList(0, COMPARED_COLUMNS).equals(expected.get(i))) {
        found.add(name + ": row " + row + " (expected: " + expected.get(i) + ")");
      }
    }
  }

  /** Offset, size, type and name of every field. */
  static List<List<String>> rows(StructLayout layout) {
    List<List<String>> rows = new ArrayList<>();
    long offset = 0;
    for (MemoryLayout member : layout.memberLayouts()) {
      rows.add(
          List.of(
              Long.toString(offset),
              Long.toString(member.byteSize()),
              type(member),
              member.name().orElseThrow()));
      offset += member.byteSize();
    }
    return rows;
  }

  private static String type(MemoryLayout member) {
    return switch (member) {
      case SequenceLayout array -> type(array.elementLayout()) + "[" + array.elementCount() + "]";
      case StructLayout struct -> structName(struct);
      case ValueLayout value -> "u" + 8 * value.byteSize();
      default -> throw new IllegalArgumentException("no type for " + member);
    };
  }

  private static String structName(StructLayout struct) {
    return Layouts.ALL.stream()
        .filter(layout -> layout.withoutName().equals(struct.withoutName()))
        .findFirst()
        .flatMap(MemoryLayout::name)
        .orElseThrow();
  }
}
