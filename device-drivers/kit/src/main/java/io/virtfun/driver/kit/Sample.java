package io.virtfun.driver.kit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that goes well. <b>Thread:</b> immutable. */
public final class Sample {
  private static final int SPARE_BYTES = 64;

  private final String function;
  private final Map<String, ?> parameters;
  private final byte[] input;
  private final long capacityBytes;
  private final byte @Nullable [] output;

  private Sample(
      String function,
      Map<String, ?> parameters,
      byte[] input,
      long capacityBytes,
      byte @Nullable [] output) {
    this.function = function;
    this.parameters = Map.copyOf(parameters);
    this.input = input.clone();
    this.capacityBytes = capacityBytes;
    this.output = output;
  }

  /**
   * A call whose answer is known.
   *
   * @param parameters by name, as {@link io.virtfun.functions.Arguments#of} takes them
   */
  public static Sample of(String function, Map<String, ?> parameters, byte[] input, byte[] output) {
    return new Sample(
        function, parameters, input, (long) output.length + SPARE_BYTES, output.clone());
  }

  /** A call whose answer another test knows. */
  static Sample of(String function, Map<String, ?> parameters, byte[] input, long capacityBytes) {
    return new Sample(function, parameters, input, capacityBytes, null);
  }

  String function() {
    return function;
  }

  Map<String, ?> parameters() {
    return parameters;
  }

  byte[] input() {
    return input.clone();
  }

  /** Enough for the answer. */
  long capacityBytes() {
    return capacityBytes;
  }

  /** The answer; null where it is not known here. */
  byte @Nullable [] output() {
    return output == null ? null : output.clone();
  }

  @Override
  public String toString() {
    return function + " of " + input.length + " bytes";
  }
}
