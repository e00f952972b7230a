package io.virtfun.benchmarks.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class AnswerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static <T> T travel(T message, Class<T> type) throws IOException {
    String line = JSON.writeValueAsString(message);
    assertEquals(-1, line.indexOf('\n'));
    return JSON.readValue(line, type);
  }

  @Test
  void shouldCarryEveryLatencyWhenItTravels() throws IOException {
    Histogram latencies = new Histogram(3);
    latencies.recordValue(1234);
    latencies.recordValueWithCount(99_000_000, 7);

    Answer answer = travel(Answer.sequential(5, latencies, new Usage(1, 2)), Answer.class);

    assertEquals(latencies, answer.latencies());
    assertEquals(8, answer.calls());
    assertEquals(new Usage(1, 2), answer.usage());
  }

  @Test
  void shouldHaveNoLatenciesWhenCallsWereNotTimed() throws IOException {
    Answer answer = travel(Answer.pipelined(10, 5, Usage.NONE), Answer.class);

    assertEquals(0, answer.latencies().getTotalCount());
    assertEquals(10, answer.calls());
  }

  @Test
  void shouldTellOutputsApartWhenAByteDiffers() {
    assertEquals(Answer.once(new byte[] {1, 2}).output(), Answer.once(new byte[] {1, 2}).output());
    assertNotEquals(
        Answer.once(new byte[] {1, 2}).output(), Answer.once(new byte[] {1, 3}).output());
    assertNotEquals(Answer.once(new byte[0]).output(), Answer.once(new byte[1]).output());
  }

  @Test
  void shouldBeTheSameOrderWhenItTravels() throws IOException {
    Task task = new Task("sgemm", 64, Map.of("m", 2));

    Order row = Order.sequential(task, 3, Duration.ofNanos(20_000));
    Order stream = Order.pipelined(task, 64, Duration.ofMillis(120));

    assertEquals(row, travel(row, Order.class));
    assertEquals(Duration.ofNanos(20_000), travel(row, Order.class).pause());
    assertEquals(stream, travel(stream, Order.class));
  }
}
