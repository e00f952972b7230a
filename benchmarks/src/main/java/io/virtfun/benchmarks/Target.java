package io.virtfun.benchmarks;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A bound on one field of a run.
 *
 * @param id the group it belongs to
 * @param field the field's name in the document
 * @param text what the field tells
 * @param must what has to be reached, if anything
 * @param goal what is wished for, if anything
 */
public record Target(
    String id,
    String field,
    String text,
    Direction direction,
    @Nullable Double must,
    @Nullable Double goal) {
  /** On which side of a bound a value is good. */
  public enum Direction {
    /** Smaller is better. */
    AT_MOST("at most", "≤"),
    /** Larger is better. */
    AT_LEAST("at least", "≥");

    private final String text;
    private final String sign;

    Direction(String text, String sign) {
      this.text = text;
      this.sign = sign;
    }

    /** In words. */
    @JsonValue
    public String text() {
      return text;
    }

    /** In one character. */
    public String sign() {
      return sign;
    }

    private boolean reached(double value, double bound) {
      return this == AT_MOST ? value <= bound : value >= bound;
    }
  }

  /** What a value is, measured by a target. */
  public enum Verdict {
    /** The goal is reached. */
    GOAL("goal"),
    /** What must be reached is. */
    MUST("must"),
    /** Nothing must be reached, and the goal is not. */
    SHORT("below goal"),
    /** It is not. */
    MISSED("MISSED"),
    /** There is no value. */
    NOT_MEASURED("not measured");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** As the table of targets shows it. */
    @JsonValue
    public String text() {
      return text;
    }
  }

  /** The verdict on a value; null: there is none. */
  public Verdict verdict(@Nullable Double value) {
    if (value == null || value.isNaN()) {
      return Verdict.NOT_MEASURED;
    }
    if (must != null && !direction.reached(value, must)) {
      return Verdict.MISSED;
    }
    if (goal != null && direction.reached(value, goal)) {
      return Verdict.GOAL;
    }
    return must == null ? Verdict.SHORT : Verdict.MUST;
  }
}
