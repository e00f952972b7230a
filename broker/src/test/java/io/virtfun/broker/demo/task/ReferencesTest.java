package io.virtfun.broker.demo.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The computations that have known answers. */
class ReferencesTest {
  /** Source: FIPS 180-4 examples (NIST, Cryptographic Standards and Guidelines, SHA256.pdf). */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  })
  void shouldGiveTheStandardsDigestWhenHashed(String text, String digest) {
    assertEquals(digest, hex(Sha256.of(text.getBytes(StandardCharsets.US_ASCII))));
  }

  /** Source: FIPS 180-2, appendix B.3. */
  @Test
  void shouldGiveTheStandardsDigestWhenAMillionBytesAreHashed() {
    byte[] content = new byte[1_000_000];
    Arrays.fill(content, (byte) 'a');

    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        hex(Sha256.of(content)));
  }

  @Test
  void shouldPadRightWhenALengthIsAroundABlock() throws Exception {
    for (int length = 50; length < 140; length++) {
      byte[] content = Content.noise(new SplittableRandom(length), length);

      assertArrayEquals(
          java.security.MessageDigest.getInstance("SHA-256").digest(content), Sha256.of(content));
    }
  }

  /** Source: RFC 3720, appendix B.4, and the check value of the catalogue of CRCs. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, 8a9136aa",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 62a8ab43",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 46dd794e",
    "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 113fdb5c",
    "313233343536373839, e3069283",
  })
  void shouldGiveTheStandardsChecksumWhenSummed(String content, String crc) {
    assertEquals(crc, HexFormat.of().toHexDigits(Crc32c.of(bytes(content))));
  }

  /** Source: McGrew, Viega: The Galois/Counter Mode of Operation, appendix B, cases 13 to 16. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + "'', '', 530f8afbc74536b9a963b4f1c4cb738b",
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + "'', 00000000000000000000000000000000,"
        + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + "'', d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        + "b094dac5d93471bdec1a502270e3cc6c",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + "feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b",
  })
  void shouldGiveThePapersCiphertextAndTagWhenSealed(
      String key, String nonce, String aad, String text, String sealed) {
    assertEquals(sealed, hex(Gcm.seal(bytes(key), bytes(nonce), bytes(aad), bytes(text))));
  }

  /** The JDK's own GCM is not used by the reference, so the two may judge each other. */
  @Test
  void shouldCountBlocksRightWhenATextSpansManyChunks() throws Exception {
    byte[] key = Content.noise(new SplittableRandom(1), 32);
    byte[] nonce = Content.noise(new SplittableRandom(2), 12);
    byte[] text = Content.noise(new SplittableRandom(3), 100_003);
    var cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        javax.crypto.Cipher.ENCRYPT_MODE,
        new javax.crypto.spec.SecretKeySpec(key, "AES"),
        new javax.crypto.spec.GCMParameterSpec(128, nonce));
    cipher.updateAAD(nonce);

    assertArrayEquals(cipher.doFinal(text), Gcm.seal(key, nonce, nonce, text));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
