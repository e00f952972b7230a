package io.virtfun.functions;

/**
 * The types a parameter can have; {@link #code()} stands in the catalogue.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "Parameter".
 */
public enum ParameterType {
  /** Unsigned 32-bit whole number. */
  U32(1),
  /** Signed 64-bit whole number, two's complement. */
  I64(2),
  /** IEEE 754 binary32. */
  F32(3),
  /** IEEE 754 binary64. */
  F64(4),
  /** A fixed number of bytes. */
  BYTES(5);

  private final int code;

  ParameterType(int code) {
    this.code = code;
  }

  /** The number in the catalogue. */
  public int code() {
    return code;
  }

  /** The type with a code. <b>Errors:</b> {@link IllegalArgumentException} for an unknown one. */
  public static ParameterType ofCode(int code) {
    for (ParameterType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("parameter type " + code + " (expected: 1..5)");
  }
}
