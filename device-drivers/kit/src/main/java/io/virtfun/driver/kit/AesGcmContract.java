package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.kit.TestDevice.Answer;
import io.virtfun.driver.spi.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code aes256gcm.seal} and {@code aes256gcm.open} promise. */
abstract class AesGcmContract extends DeviceContract {
  private static final String SEAL = "aes256gcm.seal";
  private static final String OPEN = "aes256gcm.open";
  private static final String KEY =
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  private static final String NONCE = "cafebabefacedbaddecaf888";

  private static final String TEXT =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
  private static final String SEALED =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
          + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

  private static final byte[] FORGED_INPUT = hex("0102030405060708");

  @Override
  Set<String> functions() {
    return Set.of(SEAL, OPEN);
  }

  /** One call of the standard and its answer. */
  record Known(String key, String nonce, String aad, String text, String sealed) {
    Map<String, ?> parameters() {
      return Map.of("key", key, "nonce", nonce, "aadBytes", aad.length() / 2);
    }
  }

  /**
   * Source: McGrew, Viega: The Galois/Counter Mode of Operation, appendix B, test cases 13 to 16;
   * the last: NIST CAVP, gcmEncryptExtIV256, PTlen = 0, AADlen = 128.
   */
  static List<Known> known() {
    String zeroKey = "00".repeat(32);
    String zeroNonce = "00".repeat(12);
    return List.of(
        new Known(zeroKey, zeroNonce, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        new Known(
            zeroKey,
            zeroNonce,
            "",
            "00".repeat(16),
            "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"),
        new Known(KEY, NONCE, "", TEXT, SEALED + "b094dac5d93471bdec1a502270e3cc6c"),
        new Known(
            KEY,
            NONCE,
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            TEXT.substring(0, 120),
            SEALED.substring(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b"),
        new Known(
            "78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223",
            "d79cf22d504cc793c3fb6c8a",
            "b96baa8c1c75a671bfb2d08d06be5f36",
            "",
            "3e5d486aa2e30b22e040b85723a06e76"));
  }

  @ParameterizedTest
  @MethodSource("known")
  void shouldGiveTheStandardsCiphertextAndTagWhenSealed(Known known) {
    byte[] input = hex(known.aad + known.text);

    assertEquals(known.sealed, hex(device.call(SEAL, known.parameters(), input).result()));
  }

  @ParameterizedTest
  @MethodSource("known")
  void shouldGiveTheStandardsTextWhenOpened(Known known) {
    byte[] input = hex(known.aad + known.sealed);

    assertEquals(known.text, hex(device.call(OPEN, known.parameters(), input).result()));
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldGiveTheTextBackWhenSealedAndOpened(int sizeBytes) {
    byte[] text = random(sizeBytes);
    for (int aadBytes : new int[] {0, Math.min(13, sizeBytes), Math.min(65_536, sizeBytes)}) {
      byte[] sealed = device.call(SEAL, parameters(aadBytes), text).result();
      byte[] toOpen = Arrays.copyOf(text, aadBytes + sealed.length);
      System.arraycopy(sealed, 0, toOpen, aadBytes, sealed.length);
      byte[] expected = Arrays.copyOfRange(text, aadBytes, text.length);

      assertArrayEquals(expected, device.call(OPEN, parameters(aadBytes), toOpen).result());
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "8", "40", "79", "80", "95"})
  void shouldRefuseAndShowNoTextWhenAByteWasChanged(int changed) {
    byte[] input = sealed(72);
    input[changed] ^= 1;

    assertForged(parameters(8), input);
  }

  @ParameterizedTest
  @CsvSource({"key", "nonce"})
  void shouldRefuseAndShowNoTextWhenTheSecretIsAnother(String parameter) {
    Map<String, Object> parameters = new HashMap<>(parameters(8));
    parameters.put(parameter, "11".repeat(parameter.equals("key") ? 32 : 12));

    assertForged(parameters, sealed(72));
  }

  @Test
  void shouldRefuseAndShowNoTextWhenALargeTextIsForged() {
    byte[] input = sealed(3 << 20);
    input[input.length - 1] ^= (byte) 0x80;

    assertForged(parameters(8), input);
  }

  private byte[] sealed(int textBytes) {
    byte[] input = Arrays.copyOf(FORGED_INPUT, 8 + textBytes);
    byte[] sealed = device.call(SEAL, parameters(8), input).result();
    byte[] toOpen = Arrays.copyOf(FORGED_INPUT, 8 + sealed.length);
    System.arraycopy(sealed, 0, toOpen, 8, sealed.length);
    return toOpen;
  }

  private void assertForged(Map<String, ?> parameters, byte[] input) {
    int textBytes = input.length - 24;
    Answer answer = device.call(OPEN, parameters, input, textBytes + 1);

    assertEquals(Outcome.badData(), answer.outcome());
    assertArrayEquals(new byte[textBytes], Arrays.copyOf(answer.output(), textBytes));
    assertEquals(0x5A, answer.output()[textBytes], "beyond the text");
  }

  @Test
  void shouldBeRefusedAsDataWhenTheInputIsShorterThanItsParts() {
    assertFalse(device.admits(SEAL, parameters(10), 9));
    assertTrue(device.admits(SEAL, parameters(10), 10));
    assertFalse(device.admits(OPEN, parameters(0), 15));
    assertTrue(device.admits(OPEN, parameters(0), 16));
    assertFalse(device.admits(OPEN, parameters(10), 25));
    assertTrue(device.admits(OPEN, parameters(10), 26));
  }

  @Test
  void shouldBeRefusedAsDataWhenASideExceedsABuffer() {
    long most = 0x7FFF_F000L;
    assertTrue(device.admits(SEAL, parameters(0), most - 16));
    assertFalse(device.admits(SEAL, parameters(0), most - 15));
    assertTrue(device.admits(SEAL, parameters(16), most));
    assertFalse(device.admits(SEAL, parameters(17), most + 1));
    assertTrue(device.admits(OPEN, parameters(0), most));
    assertFalse(device.admits(OPEN, parameters(0), most + 1));
  }

  @Test
  void shouldBeRefusedAsAnArgumentWhenTheAdditionalDataIsTooLarge() {
    assertThrows(
        IllegalArgumentException.class, () -> device.admits(SEAL, parameters(65_537), 70_000));
  }

  private static Map<String, ?> parameters(int aadBytes) {
    return Map.of("key", KEY, "nonce", NONCE, "aadBytes", aadBytes);
  }
}
