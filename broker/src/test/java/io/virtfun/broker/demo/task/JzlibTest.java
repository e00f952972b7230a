package io.virtfun.broker.demo.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams as another zlib sees them. */
class JzlibTest {
  /** Source: made by hand after RFC 1951, sections 3.2.4 and 3.2.6, and RFC 1950, section 2.2. */
  @ParameterizedTest
  @CsvSource({
    "true, 010500faff68656c6c6f, hello",
    "true, 000200fdff6865010300fcff6c6c6f, hello",
    "true, 4b0400, a",
    "true, 0300, ''",
    "false, 789c4b040000620062, a",
  })
  void shouldFindNothingWrongWhenAStreamIsMadeByHand(boolean raw, String stream, String text) {
    assertEquals(Optional.empty(), difference(stream, text, raw));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 010500faff68656c6c6f, hallo, inflates to other content from byte 1",
    "true, 010500faff68656c6c6f, hell, inflates to 5 bytes (expected: 4)",
    "true, 010500faff68656c6c6f, hello!, inflates to 5 bytes (expected: 6)",
    "true, 010500faff68656c6c6f00, hello, 1 bytes follow the stream",
    "false, 789c4b04000062006211, a, 1 bytes follow the stream",
    "true, 010500faff68656c6c, hello, has no end",
    "true, 4b04, a, has no end",
    "false, 789c4b04000062, a, cannot be inflated beyond byte 1: has no end",
    "false, 789c4b040000620063, a, cannot be inflated beyond byte 1: incorrect data check",
    "true, 07, '', cannot be inflated beyond byte 0: invalid block type",
  })
  void shouldSayWhatIsWrongWhenAStreamIsNot(
      boolean raw, String stream, String text, String difference) {
    assertEquals(Optional.of(difference), difference(stream, text, raw));
  }

  private static Optional<String> difference(String stream, String text, boolean raw) {
    return Jzlib.difference(
        HexFormat.of().parseHex(stream), text.getBytes(StandardCharsets.US_ASCII), raw);
  }

  @Test
  void shouldFindNothingWrongWhenStreamsEndAtAnyBit() {
    for (int seed = 0; seed < 500; seed++) {
      byte[] content = Content.text(new SplittableRandom(seed), 64);
      for (boolean raw : new boolean[] {false, true}) {
        byte[] stream = jdkDeflate(content, raw);

        assertEquals(Optional.empty(), Jzlib.difference(stream, content, raw));
      }
    }
  }

  @Test
  void shouldReadWhatItWritesWhenContentIsLarge() {
    byte[] content = Content.text(new SplittableRandom(1), 1 << 20);
    for (int level = 1; level <= 9; level += 4) {
      byte[] stream = Jzlib.deflate(content, level, true);

      assertTrue(stream.length < content.length / 2, "deflated to " + stream.length);
      assertEquals(Optional.empty(), Jzlib.difference(stream, content, true));
    }
  }

  private static byte[] jdkDeflate(byte[] content, boolean raw) {
    Deflater deflater = new Deflater(6, raw);
    deflater.setInput(content);
    deflater.finish();
    byte[] stream = new byte[content.length + 64];
    int length = deflater.deflate(stream);
    deflater.end();
    return Arrays.copyOf(stream, length);
  }
}
