package io.virtfun.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionSpecTest {
  private static final String NAME_OF_47 = "f".repeat(FunctionSpec.MAX_NAME_BYTES);

  @Test
  void shouldKeepWhatItWasGivenWhenEveryFieldIsAtItsLimit() {
    Parameter[] most =
        IntStream.range(0, FunctionSpec.MAX_PARAMETERS)
            .mapToObj(i -> Parameter.bytes("p" + i, 32))
            .toArray(Parameter[]::new);
    FunctionSpec function =
        new FunctionSpec(
            NAME_OF_47,
            1,
            "s".repeat(FunctionSpec.MAX_SUMMARY_BYTES),
            true,
            4096,
            Arrays.asList(most),
            SizeRule.any(),
            SizeRule.any());
    most[0] = Parameter.bytes("later", 1);

    assertEquals(FunctionSpec.MAX_ARGUMENTS_BYTES, function.argumentsBytes());
    assertEquals(64, function.parameterOffset(2));
    assertEquals(0, function.parameterIndex("p0"));
    assertEquals(7, function.parameterIndex("p7"));
    assertEquals(-1, function.parameterIndex("later"));
    assertEquals(NAME_OF_47 + "@1", function.qualifiedName());
  }

  @Test
  void shouldEqualWhenDescribedTwice() {
    assertEquals(described(), described());
  }

  private static FunctionSpec described() {
    return Specs.of(
        SizeRule.exactly(Term.product(4, 0)),
        SizeRule.atMost(Term.input(1)),
        Parameter.u32("n", 1, 8).orElse(2),
        Parameter.f32("x", 0, 0.1).orElse(0.1),
        Parameter.bytes("k", 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "F", "1f", "-f", "f g", "f/g", "fü", "f\n"})
  void shouldRefuseWhenANameIsNotOne(String name) {
    refuses(() -> new FunctionSpec(name, 1, "", true, 1, List.of(), any(), any()));
    refuses(() -> Parameter.u32(name, 0, 1));
    refuses(() -> Parameter.f32(name, 0, 1));
    refuses(() -> Parameter.bytes(name, 1));
  }

  @Test
  void shouldRefuseWhenANameIsTooLong() {
    refuses(() -> new FunctionSpec(NAME_OF_47 + "f", 1, "", true, 1, List.of(), any(), any()));
    refuses(() -> Parameter.u32("p".repeat(Parameter.MAX_NAME_BYTES + 1), 0, 1));
  }

  @Test
  void shouldRefuseWhenAFieldIsOutOfRange() {
    refuses(() -> new FunctionSpec("f", 0, "", true, 1, List.of(), any(), any()));
    refuses(() -> new FunctionSpec("f", 1, "two\nlines", true, 1, List.of(), any(), any()));
    refuses(() -> new FunctionSpec("f", 1, "s".repeat(112), true, 1, List.of(), any(), any()));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 8192})
  void shouldRefuseWhenTheAlignmentIsNoPowerOfTwoInRange(int alignmentBytes) {
    refuses(() -> new FunctionSpec("f", 1, "", true, alignmentBytes, List.of(), any(), any()));
  }

  @Test
  void shouldRefuseWhenParametersAreTooManyOrTooLargeOrNamedAlike() {
    Parameter[] nine =
        IntStream.range(0, 9).mapToObj(i -> Parameter.u32("p" + i, 0, 1)).toArray(Parameter[]::new);

    refuses(() -> Specs.of(nine));
    refuses(
        () ->
            Specs.of(
                Parameter.bytes("a", 128), Parameter.bytes("b", 128), Parameter.u32("c", 0, 1)));
    refuses(() -> Specs.of(Parameter.u32("a", 0, 1), Parameter.f32("a", 0, 1)));
  }

  @Test
  void shouldRefuseWhenASizeDependsOnWhatIsNoWholeNumber() {
    SizeRule first = SizeRule.exactly(Term.product(1, 0));

    refuses(() -> Specs.of(first, any()));
    refuses(() -> Specs.of(any(), first));
    refuses(() -> Specs.of(first, any(), Parameter.f32("x", 0, 1)));
    refuses(() -> Specs.of(any(), first, Parameter.bytes("x", 4)));
  }

  @Test
  void shouldRefuseWhenAnOutputIsOnlyBoundFromBelow() {
    refuses(() -> Specs.of(any(), SizeRule.atLeast(Term.constant(1))));
  }

  @Test
  void shouldRefuseWhenARangeIsEmptyOrNotTheTypes() {
    refuses(() -> Parameter.u32("n", -1, 1));
    refuses(() -> Parameter.u32("n", 0, 0x1_0000_0000L));
    refuses(() -> Parameter.u32("n", 2, 1));
    refuses(() -> Parameter.f64("x", 2, 1));
    refuses(() -> Parameter.f64("x", Double.NaN, 1));
    refuses(() -> Parameter.bytes("k", 0));
    refuses(() -> Parameter.bytes("k", Parameter.MAX_BYTES + 1));
    refuses(() -> new Parameter.Whole("n", ParameterType.F32, 0, 1, OptionalLong.empty(), false));
  }

  @Test
  void shouldRefuseWhenADefaultIsOutOfRange() {
    assertEquals(
        "n: default 9 (expected: whole number in 0..8)",
        refuses(() -> Parameter.u32("n", 0, 8).orElse(9)));
    assertEquals(
        "n: default 6 (expected: power of two in 0..8)",
        refuses(() -> Parameter.u32("n", 0, 8).orElse(6).ofPowerOfTwo()));
    assertEquals(
        "x: default NaN (expected: number in 0.0..1.0)",
        refuses(() -> Parameter.f64("x", 0, 1).orElse(Double.NaN)));
  }

  private static SizeRule any() {
    return SizeRule.any();
  }

  private static String refuses(Executable description) {
    return assertThrows(IllegalArgumentException.class, description).getMessage();
  }
}
