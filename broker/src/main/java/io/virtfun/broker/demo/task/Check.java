package io.virtfun.broker.demo.task;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells right answers from wrong ones. */
@FunctionalInterface
public interface Check {
  /** What is wrong with an output, in a few words; empty when it is right. */
  Optional<String> difference(MemorySegment output);

  /** Nothing but these bytes is right. */
  static Check equalTo(byte[] answer) {
    MemorySegment expected = MemorySegment.ofArray(answer);
    return output ->
        ofLength(
            answer.length,
            output,
            () -> {
              long at = expected.mismatch(output);
              return at < 0 ? Optional.empty() : Optional.of(byteDifference(at, output, expected));
            });
  }

  /** A check that needs an output of one length. */
  static Optional<String> ofLength(
      long expectedBytes, MemorySegment output, Supplier<Optional<String>> check) {
    return output.byteSize() == expectedBytes
        ? check.get()
        : Optional.of("%d bytes (expected: %d)".formatted(output.byteSize(), expectedBytes));
  }

  private static String byteDifference(long at, MemorySegment output, MemorySegment expected) {
    return "byte %d is %02x (expected: %02x)"
        .formatted(
            at, output.get(ValueLayout.JAVA_BYTE, at), expected.get(ValueLayout.JAVA_BYTE, at));
  }
}
