package io.virtfun.functions;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A typed, named parameter of a function, with its range and default. */
public sealed interface Parameter {
  /** Longest name in bytes; names are ASCII. */
  int MAX_NAME_BYTES = 23;

  /** Longest {@link Bytes} parameter. */
  int MAX_BYTES = 128;

  /** The name, unique within the function. */
  String name();

  /** The type of the encoded value. */
  ParameterType type();

  /** Size of the encoded value. */
  int sizeBytes();

  /** What the parameter accepts, as an error message states it. */
  String expectation();

  /** A whole number: {@link ParameterType#U32} or {@link ParameterType#I64}. */
  record Whole(
      String name,
      ParameterType type,
      long min,
      long max,
      OptionalLong defaultValue,
      boolean powerOfTwo)
      implements Parameter {
    public Whole {
      Names.require(name, MAX_NAME_BYTES, "parameter name");
      if (type != ParameterType.U32 && type != ParameterType.I64) {
        throw new IllegalArgumentException(name + ": type " + type + " (expected: U32 or I64)");
      }
      if ((type == ParameterType.U32 && (min < 0 || max > 0xFFFF_FFFFL)) || min > max) {
        throw new IllegalArgumentException(
            name + ": range " + min + ".." + max + " is not " + type);
      }
      if (defaultValue.isPresent() && !admits(defaultValue.getAsLong(), min, max, powerOfTwo)) {
        throw new IllegalArgumentException(
            "%s: default %d (expected: %s)"
                .formatted(name, defaultValue.getAsLong(), expectation(min, max, powerOfTwo)));
      }
    }

    /** Whether a value lies in the range and, where asked for, is a power of two. */
    public boolean admits(long value) {
      return admits(value, min, max, powerOfTwo);
    }

    private static boolean admits(long value, long min, long max, boolean powerOfTwo) {
      return value >= min
          && value <= max
          && (!powerOfTwo || (value > 0 && Long.bitCount(value) == 1));
    }

    /** The same parameter with a default. */
    public Whole orElse(long value) {
      return new Whole(name, type, min, max, OptionalLong.of(value), powerOfTwo);
    }

    /** The same parameter, restricted to powers of two. */
    public Whole ofPowerOfTwo() {
      return new Whole(name, type, min, max, defaultValue, true);
    }

    @Override
    public int sizeBytes() {
      return type == ParameterType.U32 ? 4 : 8;
    }

    @Override
    public String expectation() {
      return expectation(min, max, powerOfTwo);
    }

    private static String expectation(long min, long max, boolean powerOfTwo) {
      return (powerOfTwo ? "power of two in " : "whole number in ") + min + ".." + max;
    }
  }

  /**
   * A real number: {@link ParameterType#F32} or {@link ParameterType#F64}; never NaN. Range and
   * default are rounded to the type, so that what a caller may pass is what arrives in range.
   */
  record Real(String name, ParameterType type, double min, double max, OptionalDouble defaultValue)
      implements Parameter {
    public Real {
      Names.require(name, MAX_NAME_BYTES, "parameter name");
      if (type != ParameterType.F32 && type != ParameterType.F64) {
        throw new IllegalArgumentException(name + ": type " + type + " (expected: F32 or F64)");
      }
      min = round(type, min);
      max = round(type, max);
      if (!(min <= max)) {
        throw new IllegalArgumentException(name + ": range " + min + ".." + max);
      }
      if (defaultValue.isPresent()) {
        double value = round(type, defaultValue.getAsDouble());
        if (!(value >= min && value <= max)) {
          throw new IllegalArgumentException(
              "%s: default %s (expected: %s)".formatted(name, value, expectation(min, max)));
        }
        defaultValue = OptionalDouble.of(value);
      }
    }

    /** The nearest number that the type holds. */
    double round(double value) {
      return round(type, value);
    }

    private static double round(ParameterType type, double value) {
      return type == ParameterType.F32 ? (float) value : value;
    }

    /** Whether a value lies in the range; NaN never does. */
    public boolean admits(double value) {
      return value >= min && value <= max;
    }

    /** The same parameter with a default. */
    public Real orElse(double value) {
      return new Real(name, type, min, max, OptionalDouble.of(value));
    }

    @Override
    public int sizeBytes() {
      return type == ParameterType.F32 ? 4 : 8;
    }

    @Override
    public String expectation() {
      return expectation(min, max);
    }

    private static String expectation(double min, double max) {
      return "number in " + min + ".." + max;
    }
  }

  /** Exactly {@code sizeBytes} bytes, for example a key; on the command line: hexadecimal. */
  record Bytes(String name, int sizeBytes) implements Parameter {
    public Bytes {
      Names.require(name, MAX_NAME_BYTES, "parameter name");
      if (sizeBytes < 1 || sizeBytes > MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s: %d bytes (expected: 1..%d)".formatted(name, sizeBytes, MAX_BYTES));
      }
    }

    @Override
    public ParameterType type() {
      return ParameterType.BYTES;
    }

    @Override
    public String expectation() {
      return sizeBytes + " bytes";
    }
  }

  /** An unsigned 32-bit parameter. */
  static Whole u32(String name, long min, long max) {
    return new Whole(name, ParameterType.U32, min, max, OptionalLong.empty(), false);
  }

  /** A signed 64-bit parameter. */
  static Whole i64(String name, long min, long max) {
    return new Whole(name, ParameterType.I64, min, max, OptionalLong.empty(), false);
  }

  /** An IEEE 754 binary32 parameter. */
  static Real f32(String name, double min, double max) {
    return new Real(name, ParameterType.F32, min, max, OptionalDouble.empty());
  }

  /** An IEEE 754 binary64 parameter. */
  static Real f64(String name, double min, double max) {
    return new Real(name, ParameterType.F64, min, max, OptionalDouble.empty());
  }

  /** A parameter of exactly {@code sizeBytes} bytes. */
  static Bytes bytes(String name, int sizeBytes) {
    return new Bytes(name, sizeBytes);
  }
}
