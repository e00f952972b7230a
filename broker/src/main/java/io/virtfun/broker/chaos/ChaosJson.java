package io.virtfun.broker.chaos;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;

/** Records as JSON with snake_case keys; what is null is left out. */
final class ChaosJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private ChaosJson() {}

  static String line(GuestReport report) {
    try {
      return MAPPER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} quotes a line that is none of ours. */
  static GuestReport report(String line) {
    try {
      return MAPPER.readValue(line, GuestReport.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("unexpected output: " + line, e);
    }
  }

  static String pretty(ChaosReport report) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
