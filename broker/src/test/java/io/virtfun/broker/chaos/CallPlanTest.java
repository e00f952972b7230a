package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What guests call, as the seed has it. */
class CallPlanTest {
  private static final int CALLS = 500;

  private static List<PlannedCall> calls(long seed) {
    CallPlan plan = new CallPlan(seed);
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> plan.next(random)).limit(CALLS).toList();
  }

  /** All of a call but its arguments, whose bytes have no text of their own. */
  private static List<String> shown(long seed) {
    return calls(seed).stream()
        .limit(20)
        .map(
            call ->
                "%s %08x %d"
                    .formatted(
                        call.place(),
                        Arrays.hashCode(call.exercise().input().toArray(ValueLayout.JAVA_BYTE)),
                        call.timeToLiveMicros()))
        .toList();
  }

  @Test
  void shouldDrawTheSameCallsWhenTheSeedIsTheSame() {
    assertEquals(shown(3), shown(3));
    assertNotEquals(shown(3), shown(4));
  }

  @Test
  void shouldDrawEveryFunctionWhenThereAreEnoughCalls() {
    Set<String> expected = new HashSet<>(Exercises.functions());
    expected.add(Exercises.SPIN);
    Set<String> drawn = new HashSet<>();
    calls(3).forEach(call -> drawn.add(call.function()));

    assertEquals(expected, drawn);
  }

  /** A device that hangs does so until it is told to stop. */
  @Test
  void shouldHaveATimeToLiveWhenADeviceMayHang() {
    for (PlannedCall call : calls(3)) {
      assertTrue(call.timeToLiveMicros() > 0 || !Tenancy.isSimulated(call.function()), call::place);
    }
  }

  @Test
  void shouldAllowWhatWasAskedForWhenACallEnds() {
    for (PlannedCall call : calls(3)) {
      assertTrue(Tenancy.ALPHA.allows(CallEnd.OK, call, false));
      assertEquals(call.isCancelled(), Tenancy.ALPHA.allows(CallEnd.CANCELLED, call, false));
      assertEquals(call.timeToLiveMicros() > 0, Tenancy.ALPHA.allows(CallEnd.EXPIRED, call, false));
      assertFalse(Tenancy.ALPHA.allows(CallEnd.BUSY, call, false));
      assertTrue(Tenancy.BETA.allows(CallEnd.BUSY, call, false));
      assertFalse(Tenancy.BETA.allows(CallEnd.BROKER_GONE, call, false));
      assertTrue(Tenancy.GAMMA.allows(CallEnd.BROKER_GONE, call, false));
      assertFalse(Tenancy.GAMMA.allows(CallEnd.SESSION_CLOSED, call, false));
      assertTrue(Tenancy.GAMMA.allows(CallEnd.SESSION_CLOSED, call, true));
      assertFalse(Tenancy.GAMMA.allows(CallEnd.OTHER, call, true));
    }
  }
}
