package io.virtfun.functions;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * The encoded arguments of one call, read by parameter index.
 *
 * <p>Values are packed in the order of the parameters, little-endian. An instance made by {@link
 * #decode} may hold values outside the ranges until {@link #firstInvalid()} says otherwise.
 *
 * <p><b>Thread:</b> immutable once made. <b>Source:</b> docs/shared-memory.md, "Arguments".
 */
public final class Arguments {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final FunctionSpec function;
  private final byte[] encoded;

  private Arguments(FunctionSpec function, byte[] encoded) {
    this.function = function;
    this.encoded = encoded;
  }

  /**
   * Arguments as they came over the wire; the array is not copied.
   *
   * <p><b>Ownership:</b> the array passes to the result. <b>Errors:</b> {@link
   * IllegalArgumentException} when its length is not the function's.
   */
  public static Arguments decode(FunctionSpec function, byte[] encoded) {
    if (encoded.length != function.argumentsBytes()) {
      throw new IllegalArgumentException(
          "%s: %d argument bytes (expected: %d)"
              .formatted(function.name(), encoded.length, function.argumentsBytes()));
    }
    return new Arguments(function, encoded);
  }

  /**
   * Arguments from named values: {@link Number} for numbers, {@code byte[]} for bytes, or text as
   * on a command line. Missing ones take their default.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} names parameter, value and expectation.
   */
  public static Arguments of(FunctionSpec function, Map<String, ?> values) {
    return new Arguments(function, ArgumentEncoder.encode(function, values));
  }

  /** The function these are for. */
  public FunctionSpec function() {
    return function;
  }

  /** A copy of the encoded bytes. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Copies the encoded bytes to a place in memory. */
  public void copyTo(MemorySegment target, long offset) {
    MemorySegment.copy(encoded, 0, target, ValueLayout.JAVA_BYTE, offset, encoded.length);
  }

  /** Size of the encoded bytes. */
  public int sizeBytes() {
    return encoded.length;
  }

  /** The whole number at an index: U32 zero-extended, or I64. */
  public long whole(int index) {
    int offset = function.parameterOffset(index);
    return switch (function.parameters().get(index).type()) {
      case U32 -> (int) INT.get(encoded, offset) & 0xFFFF_FFFFL;
      case I64 -> (long) LONG.get(encoded, offset);
      case F32, F64, BYTES -> throw wrongType(index, "whole number");
    };
  }

  /** The real number at an index. */
  public double real(int index) {
    int offset = function.parameterOffset(index);
    return switch (function.parameters().get(index).type()) {
      case F32 -> Float.intBitsToFloat((int) INT.get(encoded, offset));
      case F64 -> Double.longBitsToDouble((long) LONG.get(encoded, offset));
      case U32, I64, BYTES -> throw wrongType(index, "real number");
    };
  }

  /** A copy of the bytes at an index. */
  public byte[] bytes(int index) {
    if (!(function.parameters().get(index) instanceof Parameter.Bytes parameter)) {
      throw wrongType(index, "bytes");
    }
    int offset = function.parameterOffset(index);
    return Arrays.copyOfRange(encoded, offset, offset + parameter.sizeBytes());
  }

  /** Index of the first parameter whose value is out of range, or -1. */
  public int firstInvalid() {
    for (int i = 0; i < function.parameters().size(); i++) {
      boolean valid =
          switch (function.parameters().get(i)) {
            case Parameter.Whole whole -> whole.admits(whole(i));
            case Parameter.Real real -> real.admits(real(i));
            case Parameter.Bytes _ -> true;
          };
      if (!valid) {
        return i;
      }
    }
    return -1;
  }

  private IllegalArgumentException wrongType(int index, String asked) {
    Parameter parameter = function.parameters().get(index);
    return new IllegalArgumentException(
        "%s.%s: asked for a %s (type: %s)"
            .formatted(function.name(), parameter.name(), asked, parameter.type()));
  }
}
