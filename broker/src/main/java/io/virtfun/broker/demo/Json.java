package io.virtfun.broker.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;

/** Records as JSON with snake_case keys; what is null is left out. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private Json() {}

  static String line(GuestMessage message) {
    try {
      return MAPPER.writerFor(GuestMessage.class).writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} quotes a line that is none of ours. */
  static GuestMessage message(String line) {
    try {
      return MAPPER.readValue(line, GuestMessage.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("unexpected output: " + line, e);
    }
  }

  static String pretty(Object report) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
