package io.virtfun.driver.fpga;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification, whose tables are found by the comment before them. */
record Document(String text) {
  private static final Pattern YOSYS = Pattern.compile("<!-- yosys: ([0-9.]+) -->");

  static Document read() throws IOException {
    Path root = Path.of(System.getProperty("virtfun.basedir", "../.."));
    return new Document(Files.readString(root.resolve("docs/fpga.md")));
  }

  /** The cells of a table's rows, without the quotes around code. */
  List<List<String>> rows(String kind, String name) {
    String marker = "<!-- " + kind + ": " + name + " -->\n";
    int at = text.indexOf(marker);
    if (at < 0) {
      return List.of();
    }
    return text.substring(at)
        .lines()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .map(Document::cells)
        .toList();
  }

  private static List<String> cells(String row) {
    String inner = row.substring(1, row.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|", -1))
        .map(cell -> cell.replace("`", "").strip())
        .toList();
  }

  /** The synthesis whose cells the document lists. */
  String yosysVersion() {
    Matcher matcher = YOSYS.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
