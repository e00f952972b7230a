package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN = List.of("lanes", "id", "socket", "socket-mode");

  @ParameterizedTest
  @CsvSource({
    "lane, lanes",
    "lnaes, ",
    "Lanes, lanes",
    "sockt, socket",
    "socket_mode, socket-mode",
    "socketmode, socket-mode",
    "ip, id",
    "xy, ",
    "colour, "
  })
  void shouldFindTheNearestWithinAThird(String word, String nearest) {
    assertEquals(Optional.ofNullable(nearest), Spelling.nearest(word, KNOWN));
  }

  @Test
  void shouldPreferTheNearerOfTwo() {
    assertEquals(Optional.of("abcdef"), Spelling.nearest("abcdeg", List.of("abcdxx", "abcdef")));
  }
}
