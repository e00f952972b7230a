package io.virtfun.functions;

import java.util.List;

/**
 * What sizes an input may have, or how large an output will be.
 *
 * <p>For an input, a size is admitted when it lies in {@code minBytes..maxBytes}, is a multiple of
 * {@code multipleOf}, and is to the sum of the terms what the kind says. For an output, {@link
 * Kind#EXACT} states its length, {@link Kind#AT_MOST} a bound on it, and {@link Kind#ANY} leaves it
 * to the data: the caller chooses the capacity; {@link Kind#AT_LEAST} is for inputs only.
 *
 * <p><b>Units:</b> bytes. <b>Source:</b> docs/shared-memory.md, "Size rule".
 */
public record SizeRule(Kind kind, List<Term> terms, long minBytes, long maxBytes, int multipleOf) {
  /** Most terms in one rule. */
  public static final int MAX_TERMS = 4;

  /** No input or output is longer: lengths are unsigned 32-bit on the wire. */
  public static final long MAX_BYTES = 0xFFFF_FFFFL;

  /** How the terms bind a size. */
  public enum Kind {
    /** Any size within the limits. */
    ANY(0),
    /** The sum of the terms. */
    EXACT(1),
    /** At most the sum of the terms. */
    AT_MOST(2),
    /** At least the sum of the terms. */
    AT_LEAST(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The number in the catalogue. */
    public int code() {
      return code;
    }

    /** The kind with a code. <b>Errors:</b> {@link IllegalArgumentException} for an unknown one. */
    public static Kind ofCode(int code) {
      return switch (code) {
        case 0 -> ANY;
        case 1 -> EXACT;
        case 2 -> AT_MOST;
        case 3 -> AT_LEAST;
        default ->
            throw new IllegalArgumentException("size rule kind " + code + " (expected: 0..3)");
      };
    }
  }

  public SizeRule {
    terms = List.copyOf(terms);
    if (terms.size() > MAX_TERMS) {
      throw new IllegalArgumentException("terms: " + terms.size() + " (expected: at most 4)");
    }
    if ((kind == Kind.ANY) != terms.isEmpty()) {
      throw new IllegalArgumentException("terms: " + terms.size() + " for kind " + kind);
    }
    if (minBytes < 0 || minBytes > maxBytes || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException("limits: " + minBytes + ".." + maxBytes);
    }
    if (multipleOf < 1) {
      throw new IllegalArgumentException("multipleOf: " + multipleOf + " (expected: at least 1)");
    }
  }

  /** Any size in a range. */
  public static SizeRule range(long minBytes, long maxBytes) {
    return new SizeRule(Kind.ANY, List.of(), minBytes, maxBytes, 1);
  }

  /** Any size in a range that is a multiple of a unit. */
  public static SizeRule multiple(int multipleOf, long minBytes, long maxBytes) {
    return new SizeRule(Kind.ANY, List.of(), minBytes, maxBytes, multipleOf);
  }

  /** Exactly the sum of the terms. */
  public static SizeRule exactly(Term... terms) {
    return new SizeRule(Kind.EXACT, List.of(terms), 0, MAX_BYTES, 1);
  }

  /** At most the sum of the terms. */
  public static SizeRule atMost(Term... terms) {
    return new SizeRule(Kind.AT_MOST, List.of(terms), 0, MAX_BYTES, 1);
  }

  /** At least the sum of the terms. */
  public static SizeRule atLeast(Term... terms) {
    return new SizeRule(Kind.AT_LEAST, List.of(terms), 0, MAX_BYTES, 1);
  }

  /** The same rule with another {@link #maxBytes()}. */
  public SizeRule upTo(long limitBytes) {
    return new SizeRule(kind, terms, minBytes, limitBytes, multipleOf);
  }

  /** The caller chooses. */
  public static SizeRule any() {
    return range(0, MAX_BYTES);
  }

  /**
   * The sum of the terms, or -1 where it is negative, exceeds {@link #maxBytes()} or 64 bits, or
   * the kind is {@link Kind#ANY}.
   */
  public long evaluate(long inputBytes, Arguments arguments) {
    if (kind == Kind.ANY) {
      return -1;
    }
    try {
      long sum = 0;
      for (int i = 0; i < terms.size(); i++) {
        sum = Math.addExact(sum, terms.get(i).evaluate(inputBytes, arguments));
      }
      return sum < 0 || sum > maxBytes ? -1 : sum;
    } catch (ArithmeticException _) {
      return -1;
    }
  }

  /** Whether an input of this size is admitted. */
  public boolean admits(long sizeBytes, Arguments arguments) {
    return sizeBytes >= minBytes
        && sizeBytes <= maxBytes
        && sizeBytes % multipleOf == 0
        && switch (kind) {
          case ANY -> true;
          case EXACT -> sizeBytes == evaluate(sizeBytes, arguments);
          case AT_MOST -> sizeBytes <= evaluate(sizeBytes, arguments);
          case AT_LEAST -> {
            long leastBytes = evaluate(sizeBytes, arguments);
            yield leastBytes >= 0 && sizeBytes >= leastBytes;
          }
        };
  }

  /** What the rule asks of an input, as an error message states it. */
  public String expectation(long inputBytes, Arguments arguments) {
    long sum = evaluate(inputBytes, arguments);
    if (kind != Kind.ANY && sum < 0) {
      return "arguments that give a size";
    }
    return switch (kind) {
      case ANY -> limits(minBytes, maxBytes, multipleOf);
      case EXACT -> sum + " bytes";
      case AT_MOST -> limits(minBytes, sum, multipleOf);
      case AT_LEAST -> limits(Math.max(sum, minBytes), maxBytes, multipleOf);
    };
  }

  private static String limits(long leastBytes, long mostBytes, int multipleOf) {
    String unit = multipleOf > 1 ? ", multiple of " + multipleOf : "";
    return leastBytes + ".." + mostBytes + " bytes" + unit;
  }
}
