package io.virtfun.driver.natives;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.ParameterType;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a library's table as it came from a runner, and believes none of it. */
final class FunctionTable {
  private static final int IDEMPOTENT = 1;
  private static final int HAS_DEFAULT = 1;
  private static final int POWER_OF_TWO = 2;

  private FunctionTable() {}

  /**
   * The functions in their order.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} names the first that is wrong, and why.
   */
  static List<FunctionSpec> decode(byte[] table) {
    int count = table.length / TableLayout.FUNCTION_BYTES;
    if (count < 1
        || count > TableLayout.MAX_FUNCTIONS
        || table.length % TableLayout.FUNCTION_BYTES != 0) {
      throw new IllegalArgumentException("table: " + table.length + " bytes");
    }
    List<FunctionSpec> functions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long offset = (long) i * TableLayout.FUNCTION_BYTES;
      FunctionSpec spec;
      try {
        MemorySegment all = MemorySegment.ofArray(table);
        spec = function(all.asSlice(offset, TableLayout.FUNCTION_BYTES));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("functions[" + i + "]: " + e.getMessage(), e);
      }
      if (!names.add(spec.qualifiedName())) {
        throw new IllegalArgumentException(
            "functions[" + i + "]: " + spec.qualifiedName() + " twice");
      }
      functions.add(spec);
    }
    return functions;
  }

  private static FunctionSpec function(MemorySegment at) {
    int alignment = at.get(JAVA_INT_UNALIGNED, TableLayout.ALIGNMENT_OFFSET);
    return new FunctionSpec(
        text(at, 0, TableLayout.NAME_BYTES),
        at.get(JAVA_INT_UNALIGNED, TableLayout.VERSION_OFFSET),
        text(at, TableLayout.SUMMARY_OFFSET, TableLayout.SUMMARY_BYTES),
        (at.get(JAVA_INT_UNALIGNED, TableLayout.FLAGS_OFFSET) & IDEMPOTENT) != 0,
        alignment == 0 ? 1 : alignment,
        parameters(at),
        sizeRule(at.asSlice(TableLayout.INPUT_OFFSET)),
        sizeRule(at.asSlice(TableLayout.OUTPUT_OFFSET)));
  }

  /** A text that ends within its field. */
  private static String text(MemorySegment at, long offset, int fieldBytes) {
    byte[] field = at.asSlice(offset, fieldBytes).toArray(ValueLayout.JAVA_BYTE);
    for (int length = 0; length < fieldBytes; length++) {
      if (field[length] == 0) {
        return new String(field, 0, length, StandardCharsets.ISO_8859_1);
      }
    }
    throw new IllegalArgumentException("a text of " + fieldBytes + " bytes does not end");
  }

  private static List<Parameter> parameters(MemorySegment function) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < FunctionSpec.MAX_PARAMETERS; i++) {
      long offset = TableLayout.PARAMETERS_OFFSET + (long) i * TableLayout.PARAMETER_BYTES;
      MemorySegment at = function.asSlice(offset, TableLayout.PARAMETER_BYTES);
      String name = text(at, 0, TableLayout.PARAMETER_NAME_BYTES);
      if (name.isEmpty()) {
        break;
      }
      parameters.add(parameter(name, at));
    }
    return parameters;
  }

  private static Parameter parameter(String name, MemorySegment at) {
    ParameterType type = ParameterType.ofCode(at.get(JAVA_INT_UNALIGNED, TableLayout.TYPE_OFFSET));
    int flags = at.get(JAVA_INT_UNALIGNED, TableLayout.PARAMETER_FLAGS_OFFSET);
    return switch (type) {
      case U32, I64 ->
          new Parameter.Whole(
              name,
              type,
              at.get(JAVA_LONG_UNALIGNED, TableLayout.MIN_OFFSET),
              at.get(JAVA_LONG_UNALIGNED, TableLayout.MAX_OFFSET),
              (flags & HAS_DEFAULT) == 0
                  ? OptionalLong.empty()
                  : OptionalLong.of(at.get(JAVA_LONG_UNALIGNED, TableLayout.INITIAL_OFFSET)),
              (flags & POWER_OF_TWO) != 0);
      case F32, F64 ->
          new Parameter.Real(
              name,
              type,
              at.get(JAVA_DOUBLE_UNALIGNED, TableLayout.MIN_OFFSET),
              at.get(JAVA_DOUBLE_UNALIGNED, TableLayout.MAX_OFFSET),
              (flags & HAS_DEFAULT) == 0
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(at.get(JAVA_DOUBLE_UNALIGNED, TableLayout.INITIAL_OFFSET)));
      case BYTES -> Parameter.bytes(name, at.get(JAVA_INT_UNALIGNED, TableLayout.BYTES_OFFSET));
    };
  }

  private static SizeRule sizeRule(MemorySegment at) {
    SizeRule.Kind kind = SizeRule.Kind.ofCode(at.get(JAVA_INT_UNALIGNED, TableLayout.KIND_OFFSET));
    int multiple = at.get(JAVA_INT_UNALIGNED, TableLayout.MULTIPLE_OFFSET);
    long most = at.get(JAVA_LONG_UNALIGNED, TableLayout.MAX_BYTES_OFFSET);
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < SizeRule.MAX_TERMS; i++) {
      MemorySegment term =
          at.asSlice(
              TableLayout.TERMS_OFFSET + (long) i * TableLayout.TERM_BYTES, TableLayout.TERM_BYTES);
      if (term.get(JAVA_LONG_UNALIGNED, 0) == 0) {
        break;
      }
      terms.add(term(term));
    }
    if (kind == SizeRule.Kind.EXACT && terms.isEmpty()) {
      terms.add(Term.constant(0));
    }
    return new SizeRule(
        kind,
        terms,
        at.get(JAVA_LONG_UNALIGNED, TableLayout.MIN_BYTES_OFFSET),
        most == 0 ? SizeRule.MAX_BYTES : most,
        multiple == 0 ? 1 : multiple);
  }

  private static Term term(MemorySegment at) {
    long divisor = at.get(JAVA_LONG_UNALIGNED, TableLayout.DIVISOR_OFFSET);
    List<Integer> factors = new ArrayList<>();
    for (int i = 0; i < Term.MAX_FACTORS; i++) {
      int factor = at.get(ValueLayout.JAVA_BYTE, TableLayout.FACTORS_OFFSET + i) & 0xFF;
      if (factor == 0) {
        break;
      }
      factors.add(factor);
    }
    return new Term(at.get(JAVA_LONG_UNALIGNED, 0), divisor == 0 ? 1 : divisor, factors);
  }
}
