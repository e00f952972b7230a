package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that are cancelled or expire end once, with a result or the reason, and give all back. */
public abstract class CancelContract extends GuestContract {
  private static final int ROUNDS = 200;

  /** Whether a call was too late to be stopped; fails where it ended otherwise. */
  private static boolean endedWell(OngoingCall call, Class<? extends CallException> orElse) {
    try {
      call.result().await();
      return true;
    } catch (CallException e) {
      assertEquals(orElse, e.getClass(), e::getMessage);
      return false;
    }
  }

  @Test
  final void shouldEndOnceWhenCancelledAtWhateverMoment() {
    VFunction sort = function("sort.i64");
    for (int i = 0; i < ROUNDS; i++) {
      OngoingCall call = sort.start(sort.arguments(Map.of()), bytes(8 << (i % 14)));
      for (int spins = 0; spins < i * 20; spins++) {
        Thread.onSpinWait();
      }
      call.cancel();
      call.cancel();
      endedWell(call, CallException.Cancelled.class);
    }
  }

  @Test
  final void shouldEndAllWhenManyAreCancelledTogether() {
    VFunction echo = function("echo").waitingForRoom();
    Buffer input = bytes(4096);
    List<OngoingCall> calls = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      calls.add(echo.start(echo.arguments(Map.of()), input));
    }
    calls.forEach(OngoingCall::cancel);
    calls.forEach(call -> endedWell(call, CallException.Cancelled.class));
  }

  @Test
  final void shouldGiveSlicesBackWhenACallIsCancelled() {
    VFunction echo = function("echo");
    try (Slice input = session().allocate(1 << 16);
        Slice output = session().allocate(1 << 16)) {
      for (int i = 0; i < ROUNDS; i++) {
        OngoingCall call = echo.start(echo.arguments(Map.of()), input, output);
        call.correlationId().ifPresent(session()::cancel);
        call.cancel();
        endedWell(call, CallException.Cancelled.class);
        assertFalse(input.isLent());
        assertFalse(output.isLent());
      }
    }
  }

  @Test
  final void shouldEndWhenTheTimeIsShort() {
    VFunction sort = function("sort.i64").withTimeToLive(Duration.ofNanos(1)).withPriority(3);
    for (int i = 0; i < ROUNDS; i++) {
      OngoingCall call = sort.start(sort.arguments(Map.of()), bytes(1 << 14));
      endedWell(call, CallException.Expired.class);
    }
  }

  @Test
  final void shouldEndWellWhenTheTimeIsLong() {
    VFunction echo = function("echo").withTimeToLive(Duration.ofHours(1));
    assertEquals(bytes(99), echo.call(bytes(99)).await().output());
    assertTrue(endedWell(echo.start(echo.arguments(Map.of()), bytes(9)), CallException.class));
  }
}
