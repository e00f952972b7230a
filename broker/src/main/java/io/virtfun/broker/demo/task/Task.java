package io.virtfun.broker.demo.task;

import java.util.SplittableRandom;

/**
 * A function at one size: the demo calls it several times and sums the calls up in one row.
 *
 * @param function the function's name
 * @param sizeBytes bytes of content: what goes in, or comes out of a function that decompresses
 * @param shape more about the size, for example dimensions; may be empty
 * @param maker makes exercises
 */
public record Task(String function, long sizeBytes, String shape, Maker maker) {
  /** The version of every function that the demo knows. */
  public static final int VERSION = 1;

  /** Makes one exercise; the same random numbers give the same exercise. */
  @FunctionalInterface
  public interface Maker {
    /** An exercise of its own. */
    Exercise make(SplittableRandom random);
  }

  /** Name and version, as {@code sha256@1}. */
  public String qualifiedName() {
    return function + "@" + VERSION;
  }
}
