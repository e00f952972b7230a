package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.foreign.StructLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document's tables say what the code's layouts say, and the comparison can fail. */
class LayoutDocumentTest {
  @Test
  void shouldDocumentEveryFieldOfEveryStructure() throws IOException {
    assertEquals(List.of(), LayoutComparison.differences(Document.read(), Layouts.ALL));
  }

  @Test
  void shouldReportWhenAnyCellIsEdited() throws IOException {
    Document document = Document.read();
    for (StructLayout layout : Layouts.ALL) {
      String name = layout.name().orElseThrow();
      for (List<String> row : LayoutComparison.rows(layout)) {
        String text = "| %s | %s | %s | `%s` |".formatted(row.toArray());
        for (int column = 0; column < row.size(); column++) {
          String[] cells = row.toArray(String[]::new);
          cells[column] += "1";
          String edited = "| %s | %s | %s | `%s` |".formatted((Object[]) cells);
          assertReported(document.edited("layout", name, text, edited), name + " " + edited);
        }
        assertReported(
            document.edited("layout", name, text, "\n" + text), name + " cut at " + text);
      }
    }
  }

  @Test
  void shouldReportWhenTableIsMissing() throws IOException {
    Document document = Document.read();
    for (String name : document.names("layout")) {
      String marker = "<!-- layout: " + name + " -->";
      assertReported(new Document(document.text().replace(marker, "")), "without " + marker);
    }
  }

  @Test
  void shouldReportWhenDocumentHasStructureThatCodeLacks() throws IOException {
    Document document = Document.read();
    List<StructLayout> fewer = Layouts.ALL.subList(1, Layouts.ALL.size());
    assertFalse(LayoutComparison.differences(document, fewer).isEmpty());
  }

  @Test
  void shouldReportWhenSizeInHeadingIsEdited() throws IOException {
    Document document = Document.read();
    for (StructLayout layout : Layouts.ALL) {
      String heading = "### " + layout.name().orElseThrow() + ", " + layout.byteSize();
      assertReported(new Document(document.text().replace(heading, heading + "0")), heading);
    }
  }

  private static void assertReported(Document document, String edit) {
    assertFalse(LayoutComparison.differences(document, Layouts.ALL).isEmpty(), edit);
  }
}
