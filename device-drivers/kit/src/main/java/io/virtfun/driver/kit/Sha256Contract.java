package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code sha256} promises. */
abstract class Sha256Contract extends DeviceContract {
  @Override
  Set<String> functions() {
    return Set.of("sha256");
  }

  /** Source: NIST, FIPS 180-4 example values; the empty message: CAVP SHA256ShortMsg, Len = 0. */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  })
  void shouldGiveTheStandardsDigestWhenAskedForItsExamples(String text, String digest) {
    byte[] input = text.getBytes(StandardCharsets.US_ASCII);

    assertEquals(digest, hex(device.call("sha256", Map.of(), input).result()));
  }

  /** Source: NIST CAVP, SHA256ShortMsg, Len = 8 and Len = 16. */
  @ParameterizedTest
  @CsvSource({
    "d3, 28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1",
    "11af, 5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98",
  })
  void shouldGiveTheValidationSuitesDigestWhenMessagesAreShort(String input, String digest) {
    assertEquals(digest, hex(device.call("sha256", Map.of(), hex(input)).result()));
  }

  /** Source: NIST, additional SHA-256 test vectors: one byte repeated, around block limits. */
  @ParameterizedTest
  @CsvSource({
    "0, 55, 02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7",
    "0, 56, d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb",
    "0, 64, f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b",
    "0, 1000, 541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53",
    "65, 1000, c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4",
    "97, 1000000, cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    "0, 1000000, d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025",
  })
  void shouldGiveTheStandardsDigestWhenAByteIsRepeated(int value, int times, String digest) {
    byte[] input = new byte[times];
    Arrays.fill(input, (byte) value);

    assertEquals(digest, hex(device.call("sha256", Map.of(), input).result()));
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldGiveTheDigestOfTheWholeWhenDataIsRandom(int sizeBytes)
      throws GeneralSecurityException {
    byte[] input = random(sizeBytes);
    String expected = hex(MessageDigest.getInstance("SHA-256").digest(input));

    assertEquals(expected, hex(device.call("sha256", Map.of(), input).result()));
  }
}
