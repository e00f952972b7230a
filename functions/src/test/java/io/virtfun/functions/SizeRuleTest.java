package io.virtfun.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SizeRuleTest {
  private static final FunctionSpec MATRIX =
      Specs.of(
          Parameter.u32("m", 0, 0xFFFF_FFFFL),
          Parameter.u32("n", 0, 0xFFFF_FFFFL),
          Parameter.i64("shift", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0));

  private static Arguments arguments(long m, long n) {
    return arguments(m, n, 0);
  }

  private static Arguments arguments(long m, long n, long shift) {
    return Arguments.of(MATRIX, Map.of("m", m, "n", n, "shift", shift));
  }

  @Test
  void shouldSumTheTermsWhenExact() {
    SizeRule rule = SizeRule.exactly(Term.product(4, 0, 1), Term.input(2), Term.constant(-3));

    assertEquals(4 * 5 * 7 + 2 * 11 - 3, rule.evaluate(11, arguments(5, 7)));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "8,1", "9,2", "16,2", "17,3"})
  void shouldRoundUpWhenATermIsDivided(long inputBytes, long expected) {
    SizeRule rule = SizeRule.atMost(new Term(1, 8, List.of(Term.INPUT)));

    assertEquals(expected, rule.evaluate(inputBytes, arguments(0, 0)));
  }

  @Test
  void shouldHaveNoSizeWhenTheSumIsNegative() {
    SizeRule rule = SizeRule.exactly(Term.input(1), Term.product(-1, 0));

    assertEquals(0, rule.evaluate(9, arguments(9, 0)));
    assertEquals(-1, rule.evaluate(9, arguments(10, 0)));
    assertFalse(rule.admits(9, arguments(10, 0)));
  }

  @Test
  void shouldHaveNoSizeWhenTheSumExceedsTheLimit() {
    SizeRule rule = SizeRule.exactly(Term.product(1, 0), Term.constant(1));

    assertEquals(SizeRule.MAX_BYTES, rule.evaluate(0, arguments(SizeRule.MAX_BYTES - 1, 0)));
    assertEquals(-1, rule.evaluate(0, arguments(SizeRule.MAX_BYTES, 0)));
    assertEquals(-1, rule.upTo(10).evaluate(0, arguments(10, 0)));
  }

  @Test
  void shouldHaveNoSizeWhenAProductLeaves64Bits() {
    Arguments most = arguments(0xFFFF_FFFFL, 0xFFFF_FFFFL);

    assertEquals(-1, SizeRule.exactly(Term.product(8, 0, 1)).evaluate(0, most));
    assertEquals(-1, SizeRule.exactly(Term.product(1, 0, 1, 0, 1)).evaluate(0, most));
    assertEquals(
        -1, SizeRule.exactly(Term.product(1, 2)).evaluate(0, arguments(0, 0, Long.MIN_VALUE)));
    assertEquals(
        -1, SizeRule.exactly(Term.product(-1, 2)).evaluate(0, arguments(0, 0, Long.MIN_VALUE)));
  }

  @Test
  void shouldHaveNoSizeWhenTheSumLeaves64Bits() {
    SizeRule rule = SizeRule.exactly(Term.product(1, 2), Term.product(1, 2));

    assertEquals(-1, rule.evaluate(0, arguments(0, 0, Long.MAX_VALUE)));
    assertEquals(-1, rule.evaluate(0, arguments(0, 0, Long.MIN_VALUE)));
  }

  @Test
  void shouldAdmitByLimitsAndUnitWhenAnySize() {
    SizeRule rule = SizeRule.multiple(8, 8, 32);

    assertTrue(rule.admits(8, arguments(0, 0)));
    assertTrue(rule.admits(32, arguments(0, 0)));
    assertFalse(rule.admits(0, arguments(0, 0)));
    assertFalse(rule.admits(12, arguments(0, 0)));
    assertFalse(rule.admits(40, arguments(0, 0)));
    assertEquals(-1, rule.evaluate(8, arguments(0, 0)));
  }

  @Test
  void shouldCompareWithTheSumWhenTheKindSaysSo() {
    Arguments ten = arguments(10, 0);

    assertEquals("..10.", admitted(SizeRule.exactly(Term.product(1, 0)), ten));
    assertEquals("9.10.", admitted(SizeRule.atMost(Term.product(1, 0)), ten));
    assertEquals("..10.11", admitted(SizeRule.atLeast(Term.product(1, 0)), ten));
    assertEquals("..10.", admitted(SizeRule.atLeast(Term.product(1, 0)).upTo(10), ten));
  }

  private static String admitted(SizeRule rule, Arguments arguments) {
    return (rule.admits(9, arguments) ? "9" : ".")
        + "."
        + (rule.admits(10, arguments) ? "10" : ".")
        + "."
        + (rule.admits(11, arguments) ? "11" : "");
  }

  @Test
  void shouldAdmitNothingWhenTheArgumentsGiveNoSize() {
    for (SizeRule rule :
        List.of(
            SizeRule.exactly(Term.product(-1, 0)),
            SizeRule.atMost(Term.product(-1, 0)),
            SizeRule.atLeast(Term.product(-1, 0)))) {
      assertFalse(rule.admits(0, arguments(1, 0)), rule.toString());
      assertEquals("arguments that give a size", rule.expectation(0, arguments(1, 0)));
    }
  }

  @Test
  void shouldStateTheLimitsWhenAskedForItsExpectation() {
    Arguments ten = arguments(10, 0);
    Term tenBytes = Term.product(1, 0);

    assertEquals("1..9 bytes", SizeRule.range(1, 9).expectation(0, ten));
    assertEquals("0..16 bytes, multiple of 8", SizeRule.multiple(8, 0, 16).expectation(0, ten));
    assertEquals("10 bytes", SizeRule.exactly(tenBytes).expectation(0, ten));
    assertEquals("0..10 bytes", SizeRule.atMost(tenBytes).expectation(0, ten));
    assertEquals("10..99 bytes", SizeRule.atLeast(tenBytes).upTo(99).expectation(0, ten));
  }

  @ParameterizedTest
  @EnumSource(SizeRule.Kind.class)
  void shouldComeBackWhenAKindIsFoundByItsCode(SizeRule.Kind kind) {
    assertEquals(kind, SizeRule.Kind.ofCode(kind.code()));
  }

  @ParameterizedTest
  @EnumSource(ParameterType.class)
  void shouldComeBackWhenAParameterTypeIsFoundByItsCode(ParameterType type) {
    assertEquals(type, ParameterType.ofCode(type.code()));
  }

  @Test
  void shouldRefuseWhenACodeIsUnknown() {
    assertThrows(IllegalArgumentException.class, () -> SizeRule.Kind.ofCode(4));
    assertThrows(IllegalArgumentException.class, () -> SizeRule.Kind.ofCode(-1));
    assertThrows(IllegalArgumentException.class, () -> ParameterType.ofCode(0));
    assertThrows(IllegalArgumentException.class, () -> ParameterType.ofCode(6));
  }

  @Test
  void shouldRefuseWhenARuleContradictsItself() {
    List<Term> one = List.of(Term.constant(1));
    refuses(SizeRule.Kind.ANY, one, 0, 9, 1);
    refuses(SizeRule.Kind.EXACT, List.of(), 0, 9, 1);
    refuses(SizeRule.Kind.EXACT, Collections.nCopies(5, Term.constant(1)), 0, 9, 1);
    refuses(SizeRule.Kind.EXACT, one, -1, 9, 1);
    refuses(SizeRule.Kind.EXACT, one, 10, 9, 1);
    refuses(SizeRule.Kind.EXACT, one, 0, SizeRule.MAX_BYTES + 1, 1);
    refuses(SizeRule.Kind.EXACT, one, 0, 9, 0);
  }

  private static void refuses(
      SizeRule.Kind kind, List<Term> terms, long minBytes, long maxBytes, int multipleOf) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SizeRule(kind, terms, minBytes, maxBytes, multipleOf));
  }

  @Test
  void shouldRefuseWhenATermIsMalformed() {
    assertThrows(IllegalArgumentException.class, () -> new Term(1, 0, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Term(1, 1, List.of(0)));
    assertThrows(IllegalArgumentException.class, () -> new Term(1, 1, List.of(10)));
    assertThrows(
        IllegalArgumentException.class, () -> new Term(1, 1, Collections.nCopies(9, Term.INPUT)));
  }
}
