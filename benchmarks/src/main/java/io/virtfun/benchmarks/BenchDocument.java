package io.virtfun.benchmarks;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.virtfun.benchmarks.measure.Interval;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What one run found, as {@code --json} writes it.
 *
 * @param format {@link #FORMAT}
 * @param when in UTC, to the second
 * @param command as it was called
 * @param fields figures by name, beside the others at the document's top
 * @param intervals how sure the figures are, by the same names
 * @param scenarios details by scenario, of a form of its own each
 */
public record BenchDocument(
    String format,
    String when,
    boolean quick,
    String command,
    Machine machine,
    @JsonAnyGetter @JsonAnySetter Map<String, Double> fields,
    Map<String, Interval> intervals,
    List<Targets.Result> targets,
    List<Chart> charts,
    Map<String, JsonNode> scenarios) {
  /** What documents of this form say of themselves. */
  public static final String FORMAT = "virtfun-bench-1";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * Reads a document.
   *
   * <p><b>Errors:</b> {@link BenchException} names the file.
   */
  public static BenchDocument read(Path file) {
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      String format = tree.path("format").asText("none");
      if (!format.equals(FORMAT)) {
        throw new BenchException("%s: format: %s (expected: %s)".formatted(file, format, FORMAT));
      }
      return JSON.treeToValue(tree, BenchDocument.class);
    } catch (JsonProcessingException e) {
      throw new BenchException(
          "%s: %s (expected: what --json writes)".formatted(file, e.getOriginalMessage()), e);
    } catch (NoSuchFileException e) {
      throw new BenchException(file + ": no such file (expected: what --json writes)", e);
    } catch (IOException e) {
      throw new BenchException("cannot read " + file + ": " + reason(e), e);
    }
  }

  /** Of most failures the message is the file's name. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such folder";
      case AccessDeniedException _ -> "access denied";
      case FileSystemException file -> String.valueOf(file.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  /**
   * Writes it.
   *
   * <p><b>Errors:</b> {@link BenchException} names the file.
   */
  public void write(Path file) {
    try {
      Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new BenchException("cannot write " + file + ": " + reason(e), e);
    }
  }

  /** Any value as part of a document. */
  static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }
}
