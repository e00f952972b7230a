package io.virtfun.functions;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything guest, broker and driver need to know about a function to call, check and run it.
 *
 * @param name unique together with the version; lower-case ASCII
 * @param version at least 1; grows when meaning or encoding changes
 * @param summary one line for people
 * @param idempotent whether running a call twice gives what running it once gives
 * @param alignmentBytes alignment that input and output offsets need; a power of two up to 4096
 * @param parameters at most {@link #MAX_PARAMETERS}, in the order of their encoding
 * @param input what inputs are admitted
 * @param output how large the output will be
 */
public record FunctionSpec(
    String name,
    int version,
    String summary,
    boolean idempotent,
    int alignmentBytes,
    List<Parameter> parameters,
    SizeRule input,
    SizeRule output) {
  /** Longest name in bytes. */
  public static final int MAX_NAME_BYTES = 47;

  /** Longest summary in bytes. */
  public static final int MAX_SUMMARY_BYTES = 111;

  /** Most parameters of one function. */
  public static final int MAX_PARAMETERS = 8;

  /** Most bytes the arguments of one call encode to. */
  public static final int MAX_ARGUMENTS_BYTES = 256;

  /**
   * Checks every field. <b>Errors:</b> {@link IllegalArgumentException} names the first bad one.
   */
  public FunctionSpec {
    Names.require(name, MAX_NAME_BYTES, "function name");
    parameters = List.copyOf(parameters);
    if (version < 1) {
      throw new IllegalArgumentException(name + ".version: " + version + " (expected: at least 1)");
    }
    if (!summary.chars().allMatch(c -> c >= ' ' && c < 127)
        || summary.length() > MAX_SUMMARY_BYTES) {
      throw new IllegalArgumentException(name + ".summary (expected: one ASCII line of 111 bytes)");
    }
    if (Integer.bitCount(alignmentBytes) != 1 || alignmentBytes < 1 || alignmentBytes > 4096) {
      throw new IllegalArgumentException(
          name + ".alignmentBytes: " + alignmentBytes + " (expected: power of two in 1..4096)");
    }
    requireParameters(name, parameters);
    if (output.kind() == SizeRule.Kind.AT_LEAST) {
      throw new IllegalArgumentException(
          name + ".output: AT_LEAST (expected: ANY, EXACT or AT_MOST)");
    }
    requireFactors(name + ".input", parameters, input);
    requireFactors(name + ".output", parameters, output);
  }

  private static void requireParameters(String name, List<Parameter> parameters) {
    if (parameters.size() > MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          name + ".parameters: " + parameters.size() + " (expected: at most 8)");
    }
    Set<String> names = new HashSet<>();
    int bytes = 0;
    for (Parameter parameter : parameters) {
      bytes += parameter.sizeBytes();
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(name + ": parameter " + parameter.name() + " twice");
      }
    }
    if (bytes > MAX_ARGUMENTS_BYTES) {
      throw new IllegalArgumentException(
          name + ".parameters: " + bytes + " bytes (expected: at most 256)");
    }
  }

  private static void requireFactors(String place, List<Parameter> parameters, SizeRule rule) {
    for (Term term : rule.terms()) {
      for (int factor : term.factors()) {
        int index = factor - Term.INPUT - 1;
        if (index >= parameters.size()
            || (index >= 0 && !(parameters.get(index) instanceof Parameter.Whole))) {
          throw new IllegalArgumentException(
              place + ": factor " + factor + " (expected: input or a whole-number parameter)");
        }
      }
    }
  }

  /** Size of the encoded arguments. */
  public int argumentsBytes() {
    return parameterOffset(parameters.size());
  }

  /** Offset of a parameter's value within the encoded arguments; values are packed in order. */
  public int parameterOffset(int index) {
    int offset = 0;
    for (int i = 0; i < index; i++) {
      offset += parameters.get(i).sizeBytes();
    }
    return offset;
  }

  /** Index of the parameter with a name, or -1. */
  public int parameterIndex(String parameterName) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameterName)) {
        return i;
      }
    }
    return -1;
  }

  /** Name and version, as {@code sha256@1}. */
  public String qualifiedName() {
    return name + "@" + version;
  }
}
