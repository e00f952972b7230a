package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import io.vertx.core.buffer.Buffer;
import io.virtfun.shm.SliceRole;
import io.virtfun.shm.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every answer that a host can give, as what the caller sees. */
class StatusFailuresTest extends ScriptedTest {
  private CallException answered(int status, long outputBytes, long detail) throws Exception {
    Session session = connect(small(1, 4), call -> call.answer(status, outputBytes, detail));
    Buffer input = Buffer.buffer().appendLong(1);
    CallException failure =
        GuestContract.failure(
            CallException.class, session.function("sort.i64").call(Map.of(), input));
    assertFalse(failure.getMessage().contains("\n"));
    return failure;
  }

  private static Class<? extends CallException> type(Status status) {
    return switch (status) {
      case OK -> throw new AssertionError();
      case UNKNOWN_FUNCTION -> CallException.UnknownFunction.class;
      case BAD_ENTRY -> CallException.BadEntry.class;
      case BAD_SLICE -> CallException.BadSlice.class;
      case MISALIGNED -> CallException.Misaligned.class;
      case BAD_ARGUMENT -> CallException.BadArgument.class;
      case BAD_INPUT_SIZE -> CallException.BadInputSize.class;
      case OUTPUT_TOO_SMALL -> CallException.OutputTooSmall.class;
      case BAD_DATA -> CallException.BadData.class;
      case NO_DEVICE -> CallException.NoDevice.class;
      case DEVICE_FAILED -> CallException.DeviceFailed.class;
      case SHUTTING_DOWN -> CallException.ShuttingDown.class;
      case EXPIRED -> CallException.Expired.class;
      case CANCELLED -> CallException.Cancelled.class;
      case BUSY -> CallException.Busy.class;
      case NOT_ALLOWED -> CallException.NotAllowed.class;
    };
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void shouldGiveEachStatusItsOwnException(Status status) throws Exception {
    CallException failure = answered(status.code(), 0, 0);

    assertEquals(type(status), failure.getClass());
    assertEquals(status.isRetryable(), failure.isRetryable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1  | 77 | sort.i64: the host knows no function with id 77
          2  | 44 | sort.i64: submission entry, offset 44: not zero (expected: zero)
          5  | 0  | sort.i64.descending: 0 (expected: whole number in 0..1)
          5  | 9  | sort.i64: the host refuses argument 9
          7  | 9  | sort.i64.output: 8 bytes (expected: at least 9)
          7  | 0  | sort.i64.output: 8 bytes (expected: more)
          8  | 0  | sort.i64: the function refuses the input data
          9  | 0  | sort.i64: no device runs it now
          10 | 0  | sort.i64: device test0 failed
          11 | 0  | sort.i64: the broker is shutting down
          12 | 0  | sort.i64: its time to live has passed
          13 | 0  | sort.i64: cancelled
          14 | 0  | sort.i64: the tenant has reached a limit
          14 | 70 | sort.i64: the tenant has reached a limit; retry after 70 us
          15 | 0  | sort.i64: this tenant may not call it
          16 | 0  | sort.i64: status 16 (expected: 0..15)
          """)
  void shouldSayWhatTheDetailSays(int status, long detail, String message) throws Exception {
    assertEquals(message, answered(status, 0, detail).getMessage());
  }

  @ParameterizedTest
  @EnumSource(SliceRole.class)
  void shouldSayWhichSliceIsBad(SliceRole role) throws Exception {
    String message = answered(Status.BAD_SLICE.code(), 0, role.code()).getMessage();

    String expected =
        switch (role) {
          case INPUT -> "sort.i64: input slice at \\d+ of 8 bytes leaves the arena";
          case OUTPUT -> "sort.i64: output slice at \\d+ of 8 bytes leaves the arena";
          case ARGUMENTS -> "sort.i64: the arguments leave the arena";
          case OVERLAP ->
              "sort.i64: input slice at \\d+ of 8 bytes overlaps output slice at \\d+ of 8 bytes";
        };
    assertLinesMatch(List.of(expected), List.of(message));
  }

  @Test
  void shouldTellHowMuchOutputIsNeeded() throws Exception {
    var failure = (CallException.OutputTooSmall) answered(Status.OUTPUT_TOO_SMALL.code(), 0, 1234);

    assertEquals(1234, failure.neededBytes());
  }

  @ParameterizedTest
  @CsvSource({"16", "-1", "2147483647"})
  void shouldKeepAStatusThatItDoesNotKnow(int code) throws Exception {
    var failure = (CallException.UnknownStatus) answered(code, 0, 0);

    assertEquals(code, failure.code());
    assertFalse(failure.isRetryable());
  }

  @Test
  void shouldNotBelieveAnOutputBeyondItsCapacity() throws Exception {
    CallException failure = answered(Status.OK.code(), 9, 0);

    assertEquals(CallException.InvalidCompletion.class, failure.getClass());
    assertEquals("sort.i64.output: 9 bytes completed (expected: at most 8)", failure.getMessage());
  }
}
