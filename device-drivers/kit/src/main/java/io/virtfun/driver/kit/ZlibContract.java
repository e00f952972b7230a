package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import com.jcraft.jzlib.Inflater;
import com.jcraft.jzlib.InflaterInputStream;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Outcome.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deflate} and {@code inflate} promise; checked against JZlib, a port to Java. */
abstract class ZlibContract extends DeviceContract {
  private static final byte[] TEXT =
      "A guest hands a piece of its work to the host. "
          .repeat(300)
          .getBytes(StandardCharsets.UTF_8);

  @Override
  Set<String> functions() {
    return Set.of("deflate", "inflate");
  }

  static IntStream levels() {
    return IntStream.rangeClosed(0, 9);
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldBeReadByAnotherWhenDeflated(int level) throws IOException {
    for (int zlib = 0; zlib <= 1; zlib++) {
      for (byte[] content : new byte[][] {new byte[0], TEXT, new byte[2_000_000], mixed(1 << 21)}) {
        byte[] stream = device.call("deflate", deflate(level, zlib), content).result();

        assertArrayEquals(content, jzlibInflate(stream, zlib));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldFitTheBoundWhenNothingCompresses(int level) throws IOException {
    for (int sizeBytes : SIZES) {
      byte[] content = random(sizeBytes);
      byte[] stream = device.call("deflate", deflate(level, 1), content).result();

      assertArrayEquals(content, jzlibInflate(stream, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_382, 16_383, 16_384, 32_767, 32_768, 65_534, 65_535, 65_536, 131_070})
  void shouldFitTheBoundWhenTheSizeIsAtABlocksLimit(int sizeBytes) throws IOException {
    for (int level = 0; level <= 9; level++) {
      byte[] content = random(sizeBytes);
      byte[] stream = device.call("deflate", deflate(level, 0), content).result();

      assertArrayEquals(content, jzlibInflate(stream, 0));
    }
  }

  @Test
  void shouldCompressWhenDataRepeats() {
    int deflated = device.call("deflate", Map.of(), TEXT).result().length;

    assertTrue(deflated < TEXT.length / 10, "deflated to " + deflated);
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldReadAnothersStreamWhenInflated(int level) throws IOException {
    for (int zlib = 0; zlib <= 1; zlib++) {
      for (byte[] content : new byte[][] {new byte[0], TEXT, new byte[2_000_000], mixed(1 << 21)}) {
        byte[] stream = jzlibDeflate(content, level, zlib);

        assertArrayEquals(content, inflate(stream, zlib, content.length).result());
        assertArrayEquals(content, inflate(stream, zlib, content.length + 9).result());
      }
    }
  }

  /** Source: made by hand after RFC 1951, sections 3.2.4 and 3.2.6, and RFC 1950, section 2.2. */
  @ParameterizedTest
  @CsvSource({
    "0, 010500faff68656c6c6f, hello",
    "0, 000200fdff6865010300fcff6c6c6f, hello",
    "0, 4b0400, a",
    "0, 0300, ''",
    "1, 789c4b040000620062, a",
  })
  void shouldReadTheFormatWhenAStreamIsMadeByHand(int zlib, String stream, String text) {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);

    assertArrayEquals(content, inflate(hex(stream), zlib, content.length).result());
  }

  @Test
  void shouldSayTooSmallWhenOneByteIsMissing() throws IOException {
    for (byte[] content : new byte[][] {{1}, TEXT, mixed(1 << 20), mixed((1 << 20) + 1)}) {
      byte[] stream = device.call("deflate", Map.of(), content).result();
      byte[] again = device.call("deflate", Map.of(), content, stream.length).result();

      assertArrayEquals(stream, again);
      assertEquals(
          Kind.OUTPUT_TOO_SMALL,
          device.call("deflate", Map.of(), content, stream.length - 1).outcome().kind());
      assertEquals(Kind.OUTPUT_TOO_SMALL, inflate(stream, 0, content.length - 1).outcome().kind());
    }
  }

  @Test
  void shouldSayTooSmallWhenAnOutputIsEmpty() {
    assertEquals(Kind.OUTPUT_TOO_SMALL, inflate(hex("4b0400"), 0, 0).outcome().kind());
    assertEquals(Kind.OUTPUT_TOO_SMALL, device.call("deflate", Map.of(), TEXT, 0).outcome().kind());
  }

  @Test
  void shouldRefuseWhenAStreamIsCutShortAnywhere() throws IOException {
    byte[] stream = jzlibDeflate(mixed(3000), 6, 0);
    for (int length = 0; length < stream.length; length++) {
      byte[] prefix = Arrays.copyOf(stream, length);

      assertEquals(Outcome.badData(), inflate(prefix, 0, 4000).outcome(), "at " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, 1 << 21})
  void shouldRefuseWhenAnythingFollowsTheStream(int surplusBytes) throws IOException {
    byte[] stream = jzlibDeflate(TEXT, 6, 1);
    byte[] longer = Arrays.copyOf(stream, stream.length + surplusBytes);

    assertEquals(Outcome.badData(), inflate(longer, 1, TEXT.length).outcome());
  }

  @Test
  void shouldNeverGiveOtherContentWhenAChecksummedStreamIsCorrupt() throws IOException {
    byte[] content = mixed(3000);
    byte[] stream = jzlibDeflate(content, 6, 1);
    int refused = 0;
    for (int bit = 0; bit < 8 * stream.length; bit++) {
      byte[] corrupt = stream.clone();
      corrupt[bit / 8] ^= (byte) (1 << bit % 8);

      TestDevice.Answer answer = inflate(corrupt, 1, 4000);
      if (answer.outcome().kind() == Kind.OK) {
        assertArrayEquals(content, answer.result(), "bit " + bit);
      } else {
        refused++;
      }
    }

    assertTrue(refused > 7 * stream.length, refused + " bits refused");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 07, 'block type 3'",
    "0, 010500fafe68656c6c6f, 'length and its complement differ'",
    "0, 4b0402, 'distance beyond the start'",
    "1, 889c4b040000620062, 'window too large'",
    "1, 78bb00620062, 'preset dictionary'",
    "1, 4b0400, 'no zlib header'",
    "0, '', 'nothing'",
  })
  void shouldRefuseWhenAStreamBreaksTheFormat(int zlib, String stream, String how) {
    assertEquals(Outcome.badData(), inflate(hex(stream), zlib, 1000).outcome(), how);
  }

  @Test
  void shouldGiveTheContentBackWhenShapesAreDrawnAtRandom() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] content = mixed(random.nextInt(100_000));
      int zlib = random.nextInt(2);
      byte[] stream = device.call("deflate", deflate(random.nextInt(10), zlib), content).result();

      assertArrayEquals(content, inflate(stream, zlib, content.length).result());
    }
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldNeverHangWhenAStreamIsNoise(int sizeBytes) {
    Outcome outcome = inflate(random(sizeBytes), 0, 1 << 20).outcome();

    assertTrue(outcome.kind() != Kind.DEVICE_FAILED, outcome.toString());
  }

  private TestDevice.Answer inflate(byte[] stream, int zlib, int capacityBytes) {
    return device.call("inflate", Map.of("zlib", zlib), stream, capacityBytes);
  }

  private static Map<String, ?> deflate(int level, int zlib) {
    return Map.of("level", level, "zlib", zlib);
  }

  /** Stretches of noise, of zeros and of repetition. */
  private static byte[] mixed(int sizeBytes) {
    byte[] content = random(sizeBytes);
    Random random = new Random(sizeBytes);
    for (int at = 0; at < sizeBytes; ) {
      int length = Math.min(1 + random.nextInt(5000), sizeBytes - at);
      if (random.nextBoolean()) {
        Arrays.fill(content, at, at + length, (byte) random.nextInt(3));
      } else if (random.nextBoolean() && at >= length) {
        System.arraycopy(content, at - length, content, at, length);
      }
      at += length;
    }
    return content;
  }

  private static byte[] jzlibInflate(byte[] stream, int zlib) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(stream);
    try (var inflater = new InflaterInputStream(in, new Inflater(15, zlib == 0))) {
      return inflater.readAllBytes();
    }
  }

  private static byte[] jzlibDeflate(byte[] content, int level, int zlib) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out, new Deflater(level, 15, zlib == 0))) {
      deflater.write(content, 0, content.length);
    }
    return out.toByteArray();
  }
}
