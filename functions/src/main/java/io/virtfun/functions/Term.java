package io.virtfun.functions;

import java.util.Arrays;
import java.util.List;

/**
 * One term of a size: {@code ceil(coefficient × product of factors / divisor)}.
 *
 * <p>A factor is {@link #INPUT} (the input's length in bytes) or {@link #parameter(int)}.
 *
 * @param coefficient signed multiplier
 * @param divisor at least 1
 * @param factors at most {@link #MAX_FACTORS}; none means the factor 1
 */
public record Term(long coefficient, long divisor, List<Integer> factors) {
  /** Factor: length of the input in bytes. */
  public static final int INPUT = 1;

  /** Most factors in one term. */
  public static final int MAX_FACTORS = 8;

  public Term {
    factors = List.copyOf(factors);
    if (divisor < 1) {
      throw new IllegalArgumentException("divisor: " + divisor + " (expected: at least 1)");
    }
    if (factors.size() > MAX_FACTORS) {
      throw new IllegalArgumentException("factors: " + factors.size() + " (expected: at most 8)");
    }
    for (int factor : factors) {
      if (factor < INPUT || factor > 1 + FunctionSpec.MAX_PARAMETERS) {
        throw new IllegalArgumentException("factor: " + factor + " (expected: 1..9)");
      }
    }
  }

  /** A constant number of bytes. */
  public static Term constant(long bytes) {
    return new Term(bytes, 1, List.of());
  }

  /** The input's length times a coefficient. */
  public static Term input(long coefficient) {
    return new Term(coefficient, 1, List.of(INPUT));
  }

  /** A coefficient times the product of parameters, named by their index. */
  public static Term product(long coefficient, int... parameters) {
    return new Term(coefficient, 1, Arrays.stream(parameters).mapToObj(Term::parameter).toList());
  }

  /** The factor for the parameter with an index. */
  public static int parameter(int index) {
    return INPUT + 1 + index;
  }

  /**
   * The value of the term.
   *
   * <p><b>Errors:</b> {@link ArithmeticException} when it leaves 64 bits.
   */
  long evaluate(long inputBytes, Arguments arguments) {
    long value = coefficient;
    for (int factor : factors) {
      long operand = factor == INPUT ? inputBytes : arguments.whole(factor - INPUT - 1);
      value = Math.multiplyExact(value, operand);
    }
    return Math.ceilDiv(value, divisor);
  }
}
