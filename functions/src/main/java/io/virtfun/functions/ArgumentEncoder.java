package io.virtfun.functions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks named values against a function's parameters and packs them. */
final class ArgumentEncoder {
  private ArgumentEncoder() {}

  static byte[] encode(FunctionSpec function, Map<String, ?> values) {
    for (String name : values.keySet()) {
      if (function.parameterIndex(name) < 0) {
        throw new IllegalArgumentException(
            "%s.%s: unknown parameter (expected: %s)"
                .formatted(
                    function.name(),
                    name,
                    function.parameters().isEmpty()
                        ? "none"
                        : String.join(
                            ", ", function.parameters().stream().map(Parameter::name).toList())));
      }
    }
    ByteBuffer out = ByteBuffer.allocate(function.argumentsBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (Parameter parameter : function.parameters()) {
      Object value = values.get(parameter.name());
      switch (parameter) {
        case Parameter.Whole whole -> put(out, whole, whole(function, whole, value));
        case Parameter.Real real -> put(out, real, real(function, real, value));
        case Parameter.Bytes bytes -> out.put(bytes(function, bytes, value));
      }
    }
    return out.array();
  }

  private static void put(ByteBuffer out, Parameter.Whole parameter, long value) {
    if (parameter.type() == ParameterType.U32) {
      out.putInt((int) value);
    } else {
      out.putLong(value);
    }
  }

  private static void put(ByteBuffer out, Parameter.Real parameter, double value) {
    if (parameter.type() == ParameterType.F32) {
      out.putFloat((float) value);
    } else {
      out.putDouble(value);
    }
  }

  private static long whole(FunctionSpec function, Parameter.Whole whole, @Nullable Object given) {
    long value =
        switch (given) {
          case null -> whole.defaultValue().orElseThrow(() -> invalid(function, whole, "nothing"));
          case Byte b -> b;
          case Short s -> s;
          case Integer i -> i;
          case Long l -> l;
          case String text -> parseWhole(function, whole, text);
          default -> throw invalid(function, whole, given);
        };
    if (!whole.admits(value)) {
      throw invalid(function, whole, value);
    }
    return value;
  }

  private static long parseWhole(FunctionSpec function, Parameter.Whole whole, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw invalid(function, whole, "'" + text + "'");
    }
  }

  private static double real(FunctionSpec function, Parameter.Real real, @Nullable Object given) {
    double value =
        switch (given) {
          case null -> real.defaultValue().orElseThrow(() -> invalid(function, real, "nothing"));
          case Number number -> number.doubleValue();
          case String text -> parseReal(function, real, text);
          default -> throw invalid(function, real, given);
        };
    if (!real.admits(real.round(value))) {
      throw invalid(function, real, value);
    }
    return real.round(value);
  }

  private static double parseReal(FunctionSpec function, Parameter.Real real, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw invalid(function, real, "'" + text + "'");
    }
  }

  private static byte[] bytes(
      FunctionSpec function, Parameter.Bytes parameter, @Nullable Object given) {
    byte[] value =
        switch (given) {
          case byte[] raw -> raw;
          case String hex -> parseHex(function, parameter, hex);
          case null -> throw invalid(function, parameter, "nothing");
          default -> throw invalid(function, parameter, given);
        };
    if (value.length != parameter.sizeBytes()) {
      throw invalid(function, parameter, value.length + " bytes");
    }
    return value;
  }

  private static byte[] parseHex(FunctionSpec function, Parameter.Bytes parameter, String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "%s.%s: not hexadecimal (expected: %d hexadecimal digits)"
              .formatted(function.name(), parameter.name(), 2 * parameter.sizeBytes()));
    }
  }

  private static IllegalArgumentException invalid(
      FunctionSpec function, Parameter parameter, Object value) {
    return new IllegalArgumentException(
        "%s.%s: %s (expected: %s)"
            .formatted(function.name(), parameter.name(), value, parameter.expectation()));
  }
}
