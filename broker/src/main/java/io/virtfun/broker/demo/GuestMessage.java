package io.virtfun.broker.demo;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a guest process tells the demo, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = GuestMessage.Attached.class, name = "attached"),
  @JsonSubTypes.Type(value = GuestMessage.RowEnded.class, name = "row-ended"),
  @JsonSubTypes.Type(value = GuestMessage.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = GuestMessage.Finished.class, name = "finished")
})
sealed interface GuestMessage {
  /**
   * It is attached and begins.
   *
   * @param rows how many it will do
   * @param unknown functions of the catalogue that the demo does not know
   * @param missing functions that the demo knows and the catalogue has not
   */
  record Attached(int rows, List<String> unknown, List<String> missing) implements GuestMessage {}

  /**
   * It has done a row, or given it up at the first wrong answer.
   *
   * @param index of the task
   * @param askedFor the device that was asked for; empty: the broker chose
   * @param calls that ended well, the wrong one included
   * @param payloadBytes sum of their inputs and outputs
   * @param busyNanos time during which they were in flight
   * @param devices that ran them
   * @param difference what was wrong with an answer
   */
  record RowEnded(
      int index,
      String askedFor,
      int calls,
      long payloadBytes,
      long busyNanos,
      List<String> devices,
      Latencies.Encoded latencies,
      @Nullable String difference)
      implements GuestMessage {}

  /**
   * It cannot go on.
   *
   * @param brokerGone whether that is the broker's doing
   */
  record Failed(String reason, boolean brokerGone) implements GuestMessage {}

  /** It has done all. */
  record Finished() implements GuestMessage {}
}
