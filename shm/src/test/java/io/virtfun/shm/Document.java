package io.virtfun.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The specification, whose tables and blocks are found by the marker comment before them: {@code
 * <!-- kind: name -->}.
 */
record Document(String text) {
  private static final Pattern MARKER = Pattern.compile("<!-- (\\w+): (\\w+) -->");

  static Document read() throws IOException {
    Path root = Path.of(System.getProperty("virtfun.basedir", ".."));
    return new Document(Files.readString(root.resolve("docs/shared-memory.md")));
  }

  /** Names of all markers of a kind, in order. */
  List<String> names(String kind) {
    return MARKER
        .matcher(text)
        .results()
        .filter(marker -> marker.group(1).equals(kind))
        .map(marker -> marker.group(2))
        .toList();
  }

  /** The cells of a table's rows, without the quotes around code. */
  List<List<String>> rows(String kind, String name) {
    List<String> lines =
        after(kind, name)
            .lines()
            .dropWhile(line -> !line.startsWith("|"))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    return lines.stream().skip(2).map(Document::cells).toList();
  }

  /** The lines of a fenced block. */
  List<String> block(String kind, String name) {
    return after(kind, name)
        .lines()
        .dropWhile(line -> !line.startsWith("```"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("```"))
        .toList();
  }

  /** The same document with the first occurrence after a marker replaced. */
  Document edited(String kind, String name, String from, String to) {
    String tail = after(kind, name);
    int at = text.length() - tail.length() + tail.indexOf(from);
    if (!tail.contains(from)) {
      throw new IllegalArgumentException(kind + ": " + name + " lacks '" + from + "'");
    }
    return new Document(text.substring(0, at) + to + text.substring(at + from.length()));
  }

  private String after(String kind, String name) {
    Matcher marker = Pattern.compile("<!-- " + kind + ": " + name + " -->\n").matcher(text);
    return marker.find() ? text.substring(marker.end()) : "";
  }

  private static List<String> cells(String row) {
    String inner = row.substring(1, row.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|", -1))
        .map(cell -> cell.replace("`", "").strip())
        .toList();
  }
}
