package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as JSON, and read again. */
class JsonTest {
  static List<GuestMessage> messages() {
    Latencies.Encoded latencies = new Latencies().encoded();
    return List.of(
        new GuestMessage.Attached(7, List.of("new@1"), List.of()),
        new GuestMessage.RowEnded(3, "fpga0", 10, 1L << 40, 5, List.of("cpu0"), latencies, null),
        new GuestMessage.RowEnded(3, "", 10, 1, 5, List.of(), latencies, "byte 1 is \"a\"\n"),
        new GuestMessage.Failed("attach: no", true),
        new GuestMessage.Finished());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void shouldBeOneLineThatReadsTheSameWhenAMessageIsWritten(GuestMessage message) {
    String line = Json.line(message);

    assertEquals(1, line.lines().count());
    assertEquals(message, Json.message(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "{}", "{\"type\":\"other\"}", "{\"type\":\"finished\""})
  void shouldQuoteTheLineWhenItIsNoMessage(String line) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Json.message(line));

    assertEquals("unexpected output: " + line, e.getMessage());
  }

  @Test
  void shouldHaveSnakeCaseKeysAndNumbersWhenAReportIsWritten() throws Exception {
    JsonNode json = new ObjectMapper().readTree(Json.pretty(Reports.good()));

    assertTrue(json.get("ok").isBoolean());
    assertFalse(json.has("error"));
    assertEquals(4, json.get("guests").intValue());
    assertEquals(2, json.get("tenants").intValue());
    assertEquals(1603, json.get("calls").longValue());
    assertEquals(17, json.get("seed").longValue());
    assertEquals("sha256", json.get("functions").get(0).textValue());
    assertTrue(json.get("unknown_functions").isArray());
    JsonNode row = json.get("results").get(0);
    assertEquals("sha256", row.get("function").textValue());
    assertEquals(65_536, row.get("size_bytes").longValue());
    assertEquals("cpu0", row.get("device").textValue());
    assertTrue(row.get("verified").booleanValue());
    for (String key :
        List.of("calls", "p50_us", "p99_us", "mib_per_s", "queued_us", "ran_us", "transport_us")) {
      assertTrue(row.get(key).isNumber(), key);
    }
    assertFalse(row.has("difference"));
  }

  @Test
  void shouldSayWhatDifferedWhenAReportIsBad() throws Exception {
    JsonNode json = new ObjectMapper().readTree(Json.pretty(Reports.bad()));

    assertFalse(json.get("ok").booleanValue());
    assertEquals("guest 2 (beta), fft, 128 B (n=16): bin 3 is 1", json.get("error").textValue());
    assertFalse(json.get("results").get(1).get("verified").booleanValue());
    assertEquals("bin 3 is 1", json.get("results").get(1).get("difference").textValue());
  }
}
