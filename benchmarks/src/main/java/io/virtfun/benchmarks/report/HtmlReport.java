package io.virtfun.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchDocument;
import io.virtfun.benchmarks.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A document as one page, which holds all it needs and draws itself. */
public final class HtmlReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "index.html";
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private HtmlReport() {}

  /**
   * Writes the page into a folder, which is made when it is not there; where it lies.
   *
   * <p><b>Errors:</b> {@link BenchException} names the folder.
   */
  public static Path write(BenchDocument document, Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(FILE), page(document));
    } catch (IOException e) {
      throw new BenchException("--report: cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The page. */
  static String page(BenchDocument document) {
    // What is not ours comes last, where nothing is replaced any more.
    return resource("report.html")
        .replace("@echarts@", resource(ECHARTS))
        .replace("@script@", resource("report.js"))
        .replace("@document@", json(document));
  }

  /** Without a character that could end the element it lies in. */
  private static String json(BenchDocument document) {
    try {
      return JSON.writeValueAsString(document).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
