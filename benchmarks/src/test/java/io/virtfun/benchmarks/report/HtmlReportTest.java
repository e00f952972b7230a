package io.virtfun.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchDocument;
import io.virtfun.benchmarks.Chart;
import io.virtfun.benchmarks.measure.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"document\">(.*?)</script>");
  private static final Pattern EXTERNAL =
      Pattern.compile(
          "(?i)<(link|script)[^>]*\\b(src|href)=|@import"
              + "|\\b((src|href)=|url\\()['\"]?(https?:)?//");
  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";
  private static final String HOSTILE = "</script><script>alert('$1 @script@')</script><!--";

  @TempDir private Path folder;

  private static BenchDocument document(String... titles) {
    Chart.Axis axis = new Chart.Axis("x", true);
    List<Chart> charts =
        List.of(titles).stream()
            .map(
                title ->
                    new Chart(
                        title,
                        axis,
                        axis,
                        List.of(new Chart.Series("line", List.of(new Chart.Point(1, 2, 1, 3))))))
            .toList();
    return Documents.with(
        Map.of("noop_awake_vs_aeron", Interval.exactly(1)), Documents.MACHINE, charts);
  }

  private static String data(String page) {
    Matcher matcher = DATA.matcher(page);
    assertTrue(matcher.find());
    return matcher.group(1);
  }

  @Test
  void shouldHoldTheWholeDocument() throws IOException {
    BenchDocument document = document("Latency", "Throughput");
    ObjectMapper json = new ObjectMapper();

    JsonNode held = json.readTree(data(HtmlReport.page(document)));

    assertEquals(json.readTree(json.writeValueAsString(document)), held);
    assertEquals(2, held.path("charts").size());
  }

  @Test
  void shouldKeepMarkupInTextsFromBecomingPartOfThePage() throws IOException {
    String page = HtmlReport.page(document(HOSTILE));

    assertFalse(page.contains("<script>alert"));
    assertFalse(page.contains("<!--"));
    JsonNode held = new ObjectMapper().readTree(data(page));
    assertEquals(HOSTILE, held.at("/charts/0/title").textValue());
  }

  @Test
  void shouldReferToNothingOutside() {
    String page = HtmlReport.page(document("Latency"));

    Matcher matcher = EXTERNAL.matcher(page);
    assertFalse(matcher.find(), () -> matcher.group());
    assertTrue(page.contains("Content-Security-Policy\" content=\"" + POLICY + "\">"));
  }

  @Test
  void shouldHoldLibraryAndScript() {
    String page = HtmlReport.page(document("Latency"));

    assertTrue(page.contains("Apache Software Foundation"));
    assertTrue(page.contains("echarts.init("));
    assertFalse(page.contains("@echarts@"));
    assertFalse(page.contains("@document@"));
  }

  @Test
  void shouldMakeTheFolderWhenThereIsNone() throws IOException {
    Path deep = folder.resolve("a/b");

    Path page = HtmlReport.write(document("Latency"), deep);

    assertEquals(deep.resolve("index.html"), page);
    assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
  }
}
