package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

final class ThrottledLogTest {
  private final List<String> lines = new ArrayList<>();
  private final System.Logger logger =
      new System.Logger() {
        @Override
        public String getName() {
          return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
          return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String line, Throwable thrown) {
          lines.add(level + " " + line);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... arguments) {
          lines.add(level + " " + format);
        }
      };

  @Test
  void shouldBoundTheLinesPerSecondWhenFlooded() {
    ThrottledLog log = new ThrottledLog(logger);
    long from = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      log.warn(() -> "line " + number);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - from).toSeconds();
    assertTrue(lines.size() <= ThrottledLog.LINES_PER_SECOND * (seconds + 2), "" + lines.size());
    for (int i = 0; i < ThrottledLog.LINES_PER_SECOND; i++) {
      assertEquals("WARNING line " + i, lines.get(i));
    }
  }

  @Test
  void shouldKeepTheLevelWhenAllIsWell() {
    new ThrottledLog(logger).info(() -> "attached");
    assertEquals(List.of("INFO attached"), lines);
  }
}
