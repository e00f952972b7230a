package io.virtfun.functions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final FunctionSpec EVERY_TYPE =
      Specs.of(
          Parameter.u32("u", 0, 0xFFFF_FFFFL),
          Parameter.i64("i", Long.MIN_VALUE, Long.MAX_VALUE),
          Parameter.f32("f", -1e6, 1e6),
          Parameter.f64("d", -1e300, 1e300),
          Parameter.bytes("b", 3));

  @Test
  void shouldPackLittleEndianInOrderWhenEveryTypeIsGiven() {
    byte[] raw = {1, 2, 3};
    Arguments arguments =
        Arguments.of(
            EVERY_TYPE, Map.of("b", raw, "d", -2.5, "f", 1.5f, "i", -2L, "u", 0xFFFF_FFFEL));

    assertEquals(
        "feffffff" + "feffffffffffffff" + "0000c03f" + "00000000000004c0" + "010203",
        HexFormat.of().formatHex(arguments.encoded()));
    assertEquals(27, arguments.sizeBytes());
    assertEquals(0xFFFF_FFFEL, arguments.whole(0));
    assertEquals(-2, arguments.whole(1));
    assertEquals(1.5, arguments.real(2));
    assertEquals(-2.5, arguments.real(3));
    assertArrayEquals(raw, arguments.bytes(4));
    assertEquals(-1, arguments.firstInvalid());
  }

  @Test
  void shouldReadTextAsACommandLineGivesItWhenValuesAreStrings() {
    Arguments arguments =
        Arguments.of(
            EVERY_TYPE,
            Map.of("u", "4294967295", "i", "-7", "f", "0.5", "d", "1e3", "b", "00Ffa0"));

    assertEquals(0xFFFF_FFFFL, arguments.whole(0));
    assertEquals(-7, arguments.whole(1));
    assertEquals(0.5, arguments.real(2));
    assertEquals(1000, arguments.real(3));
    assertArrayEquals(new byte[] {0, (byte) 0xFF, (byte) 0xA0}, arguments.bytes(4));
  }

  @Test
  void shouldTakeDefaultsWhenNothingIsGiven() {
    FunctionSpec function =
        Specs.of(Parameter.u32("level", 0, 9).orElse(6), Parameter.f32("alpha", -1, 1).orElse(0.1));
    Arguments arguments = Arguments.of(function, Map.of());

    assertEquals(6, arguments.whole(0));
    assertEquals(0.1f, arguments.real(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, -0.1, 0.05})
  void shouldArriveInRangeWhenTheBoundIsNoFloat(double value) {
    FunctionSpec function = Specs.of(Parameter.f32("x", -0.1, 0.1));

    assertEquals(-1, Arguments.of(function, Map.of("x", value)).firstInvalid());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u | -1         | f.u: -1 (expected: whole number in 0..4294967295)",
        "u | 4294967296 | f.u: 4294967296 (expected: whole number in 0..4294967295)",
        "u | seven      | f.u: 'seven' (expected: whole number in 0..4294967295)",
        "u | 1.5        | f.u: '1.5' (expected: whole number in 0..4294967295)",
        "f | 1e7        | f.f: 1.0E7 (expected: number in -1000000.0..1000000.0)",
        "f | NaN        | f.f: NaN (expected: number in -1000000.0..1000000.0)",
        "d | Infinity   | f.d: Infinity (expected: number in -1.0E300..1.0E300)",
        "d | much       | f.d: 'much' (expected: number in -1.0E300..1.0E300)",
        "b | 0102       | f.b: 2 bytes (expected: 3 bytes)",
        "b | 01020304   | f.b: 4 bytes (expected: 3 bytes)",
        "b | 01020      | f.b: not hexadecimal (expected: 6 hexadecimal digits)",
        "b | zzzzzz     | f.b: not hexadecimal (expected: 6 hexadecimal digits)",
        "x | 1          | f.x: unknown parameter (expected: u, i, f, d, b)",
      })
  void shouldNameParameterValueAndExpectationWhenAValueIsWrong(
      String name, String value, String message) {
    Map<String, String> values = new HashMap<>();
    values.putAll(Map.of("u", "0", "i", "0", "f", "0", "d", "0", "b", "000000"));
    values.put(name, value);

    assertEquals(message, refusal(EVERY_TYPE, values));
  }

  @Test
  void shouldRefuseWhenTheTypeOfAValueDoesNotFit() {
    assertEquals(
        "f.u: 3.0 (expected: whole number in 0..9)",
        refusal(Specs.of(Parameter.u32("u", 0, 9)), Map.of("u", 3.0)));
    assertEquals(
        "f.d: true (expected: number in 0.0..1.0)",
        refusal(Specs.of(Parameter.f64("d", 0, 1)), Map.of("d", true)));
    assertEquals(
        "f.b: 5 (expected: 2 bytes)", refusal(Specs.of(Parameter.bytes("b", 2)), Map.of("b", 5)));
  }

  @Test
  void shouldRefuseWhenARequiredValueIsMissing() {
    assertEquals(
        "f.n: nothing (expected: power of two in 1..8)",
        refusal(Specs.of(Parameter.u32("n", 1, 8).ofPowerOfTwo()), Map.of()));
    assertEquals(
        "f.b: nothing (expected: 2 bytes)", refusal(Specs.of(Parameter.bytes("b", 2)), Map.of()));
  }

  @Test
  void shouldSayNoneWhenAParameterIsGivenToAFunctionWithout() {
    assertEquals("f.x: unknown parameter (expected: none)", refusal(Specs.of(), Map.of("x", 1)));
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,true", "2,true", "3,false", "8,true", "9,false", "16,false"})
  void shouldAdmitPowersOfTwoOnlyWhenAskedFor(int value, boolean admitted) {
    FunctionSpec function = Specs.of(Parameter.u32("n", 0, 15).ofPowerOfTwo());
    byte[] encoded = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();

    assertEquals(admitted ? -1 : 0, Arguments.decode(function, encoded).firstInvalid());
  }

  @Test
  void shouldFindTheFirstInvalidWhenDecodedFromTheWire() {
    FunctionSpec function =
        Specs.of(
            Parameter.bytes("b", 1),
            Parameter.u32("u", 1, 9),
            Parameter.f64("d", 0, 1),
            Parameter.i64("i", -5, 5));

    assertEquals(1, wire(function, 10, 0.5, 0).firstInvalid());
    assertEquals(1, wire(function, -1, Double.NaN, 9).firstInvalid());
    assertEquals(2, wire(function, 9, Double.NaN, 9).firstInvalid());
    assertEquals(3, wire(function, 1, 1, -6).firstInvalid());
    assertEquals(-1, wire(function, 1, 0, -5).firstInvalid());
  }

  @Test
  void shouldRefuseWhenTheEncodedLengthIsNotTheFunctions() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> Arguments.decode(EVERY_TYPE, new byte[26]));

    assertEquals("f: 26 argument bytes (expected: 27)", refused.getMessage());
  }

  @Test
  void shouldRefuseWhenAskedForAnotherType() {
    Arguments arguments =
        Arguments.of(
            Specs.of(Parameter.u32("u", 0, 9), Parameter.f32("f", 0, 9), Parameter.bytes("b", 1)),
            Map.of("u", 1, "f", 1, "b", "00"));

    assertThrows(IllegalArgumentException.class, () -> arguments.real(0));
    assertThrows(IllegalArgumentException.class, () -> arguments.bytes(0));
    assertThrows(IllegalArgumentException.class, () -> arguments.whole(1));
    assertThrows(IllegalArgumentException.class, () -> arguments.whole(2));
  }

  @Test
  void shouldKeepItsValuesWhenCallersChangeTheirArrays() {
    byte[] key = {1, 2};
    Arguments arguments = Arguments.of(Specs.of(Parameter.bytes("key", 2)), Map.of("key", key));
    key[0] = 9;
    arguments.encoded()[0] = 9;
    arguments.bytes(0)[0] = 9;

    assertArrayEquals(new byte[] {1, 2}, arguments.bytes(0));
  }

  private static Arguments wire(FunctionSpec function, int u, double d, long i) {
    ByteBuffer encoded = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
    encoded.put((byte) 0).putInt(u).putDouble(d).putLong(i);
    return Arguments.decode(function, encoded.array());
  }

  private static String refusal(FunctionSpec function, Map<String, ?> values) {
    return assertThrows(IllegalArgumentException.class, () -> Arguments.of(function, values))
        .getMessage();
  }
}
