package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.shm.Status;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which fault an entry with many is refused for: the order that the specification gives. */
final class LaneRefusalOrderTest {
  private final List<Status> statuses = new ArrayList<>();
  private final List<Long> details = new ArrayList<>();

  @Test
  void shouldNameTheFirstFaultWhenThereAreMany() {
    try (TestGuest guest = new TestGuest(32)) {
      TestHost host = new TestHost(guest, TestRoutes.of(4, 4));
      long at = guest.arenaStart();
      RawEntry entry =
          new RawEntry()
              .function(99)
              .u8(12, 6)
              .u8(14, 4)
              .u8(15, 9)
              .u8(63, 1)
              .input(1, 3)
              .output(1, 3);
      ask(guest, host, entry);
      ask(guest, host, entry.u8(12, 4));
      ask(guest, host, entry.function(TestRoutes.SCALED_ID));
      ask(guest, host, entry.u8(12, 1));
      ask(guest, host, entry.u8(14, 0));
      ask(guest, host, entry.u8(63, 0));
      ask(guest, host, entry.u32(44, 20));
      ask(guest, host, entry.input(at + 1, 3));
      ask(guest, host, entry.output(at + 1, 3));
      ask(guest, host, entry.u64(48, at));
      ask(guest, host, entry.output(at + 65, 3));
      ask(guest, host, entry.input(at + 64, 3).output(at + 128, 3));
      guest.memory().set(ValueLayout.JAVA_INT, at, 1);
      ask(guest, host, entry);
      ask(guest, host, entry.input(at + 64, 4));
      ask(guest, host, entry.output(at + 128, 8));
    }
    assertEquals(
        List.of(
            Status.BAD_ENTRY,
            Status.UNKNOWN_FUNCTION,
            Status.BAD_ENTRY,
            Status.BAD_ENTRY,
            Status.BAD_ENTRY,
            Status.BAD_ENTRY,
            Status.BAD_SLICE,
            Status.BAD_SLICE,
            Status.BAD_SLICE,
            Status.BAD_SLICE,
            Status.MISALIGNED,
            Status.BAD_ARGUMENT,
            Status.BAD_INPUT_SIZE,
            Status.OUTPUT_TOO_SMALL,
            Status.NO_DEVICE),
        statuses);
    assertEquals(
        List.of(12L, 99L, 12L, 14L, 63L, 44L, 0L, 1L, 2L, 3L, 64L, 0L, 3L, 8L, 0L), details);
  }

  private void ask(TestGuest guest, TestHost host, RawEntry entry) {
    guest.offer(entry);
    guest.publish();
    host.turn();
    TestGuest.Answer answer = guest.take().getFirst();
    statuses.add(answer.status());
    details.add(answer.detail());
  }
}
