package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code crc32c} promises. */
abstract class Crc32cContract extends DeviceContract {
  /** Reflected Castagnoli polynomial. */
  private static final int CASTAGNOLI = 0x82F6_3B78;

  @Override
  Set<String> functions() {
    return Set.of("crc32c");
  }

  /** Source: RFC 3720, appendix B.4, the CRC as its bytes go over the wire. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, aa36918a",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43aba862",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 4e79dd46",
    "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 5cdb3f11",
    "01c000000000000000000000000000001400000000000400000000140000001828000000000000000"
        + "200000000000000, 563a96d9",
  })
  void shouldGiveTheStandardsCrcWhenAskedForItsExamples(String input, String crc) {
    assertEquals(crc, hex(device.call("crc32c", Map.of(), hex(input)).result()));
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldGiveTheCrcThatBitwiseDivisionGivesWhenDataIsRandom(int sizeBytes) {
    byte[] input = random(sizeBytes);
    byte[] crc = device.call("crc32c", Map.of(), input).result();

    assertEquals(bitwiseCrc(input), ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt());
  }

  private static int bitwiseCrc(byte[] input) {
    int crc = -1;
    for (byte each : input) {
      crc ^= each & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ (CASTAGNOLI & -(crc & 1));
      }
    }
    return ~crc;
  }
}
