package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static List<String> linesOf(String text, int mostBytes) {
    List<String> lines = new ArrayList<>();
    new Lines(mostBytes, lines::add)
        .readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return lines;
  }

  @Test
  void shouldSplitAtLineEndsOfEitherKind() {
    assertEquals(List.of("a", "", "b", "c"), linesOf("a\r\n\nb\nc", 10));
  }

  @Test
  void shouldCutOnlyLinesThatAreTooLong() {
    assertEquals(List.of("1234", "1234 [cut]", "12"), linesOf("1234\n12345678\n12\n", 4));
  }

  @Test
  void shouldEndAnUnfinishedLineBeforeOneOfTheInit() {
    assertEquals(List.of("unfinished", "\u001eexit 3"), linesOf("unfinished\u001eexit 3\n", 99));
  }
}
