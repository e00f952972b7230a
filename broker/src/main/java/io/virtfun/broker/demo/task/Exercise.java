package io.virtfun.broker.demo.task;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * One input of a function, and how to tell whether an answer to it is right.
 *
 * @param arguments by parameter name
 * @param input what to pass
 * @param outputCapacityBytes room that the answer needs at most
 * @param check tells right answers from wrong ones
 */
public record Exercise(
    Map<String, Object> arguments, MemorySegment input, long outputCapacityBytes, Check check) {
  static Exercise of(Map<String, Object> arguments, byte[] input, long outputBytes, Check check) {
    return new Exercise(arguments, MemorySegment.ofArray(input), outputBytes, check);
  }

  /** One that has a single right answer. */
  static Exercise exact(Map<String, Object> arguments, byte[] input, byte[] answer) {
    return of(arguments, input, answer.length, Check.equalTo(answer));
  }
}
