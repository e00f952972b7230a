package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sequence of the doorbell handshake, step by step on one thread. */
class WakeupTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(8, 8);
  private final Wakeup.Signaller signaller = new Wakeup.Signaller(memory, 0);
  private Wakeup.Sleeper sleeper = new Wakeup.Sleeper(memory, 0);

  private int sequence() {
    return memory.get(Wire.U32, 0);
  }

  @Test
  void shouldNotRingConsumerThatNeverAsked() {
    assertFalse(signaller.mustRing());
    assertEquals(0, sequence());
  }

  @Test
  void shouldRingOncePerAsking() {
    for (int round = 0; round < 5; round++) {
      sleeper.arm();
      assertEquals(2 * round + 1, sequence());
      assertTrue(signaller.mustRing());
      assertFalse(signaller.mustRing());
      sleeper.disarm();
      assertEquals(2 * round + 2, sequence());
      assertFalse(signaller.mustRing());
    }
  }

  @Test
  void shouldNotRingWhenAskingWasTakenBack() {
    sleeper.arm();
    sleeper.disarm();
    assertFalse(signaller.mustRing());
  }

  @Test
  void shouldStayAskedWhenArmedTwice() {
    sleeper.arm();
    sleeper.arm();
    assertEquals(1, sequence());
    assertTrue(signaller.mustRing());
    assertFalse(signaller.mustRing());
  }

  @Test
  void shouldIgnoreDisarmWhenAwake() {
    sleeper.disarm();
    assertEquals(0, sequence());
    sleeper.arm();
    sleeper.disarm();
    sleeper.disarm();
    assertEquals(2, sequence());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 2, -4, -1, 5})
  void shouldWrap(int start) {
    memory.set(Wire.U32, 0, start);
    sleeper = new Wakeup.Sleeper(memory, 0);
    sleeper.disarm();
    for (int round = 0; round < 5; round++) {
      sleeper.arm();
      assertTrue(signaller.mustRing(), "round " + round);
      assertFalse(signaller.mustRing(), "round " + round);
      sleeper.disarm();
      assertFalse(signaller.mustRing(), "round " + round);
    }
    assertEquals(((start + 1) & ~1) + 10, sequence());
  }

  @Test
  void shouldRingWhateverAnUntrustedConsumerWrites() {
    int rings = 0;
    for (int value : new int[] {1, 1, 3, 2, 3, 1, -1, -2, 0}) {
      memory.set(Wire.U32, 0, value);
      rings += signaller.mustRing() ? 1 : 0;
    }
    assertEquals(4, rings, "1, 3, 1 again, -1; each value once in a row");
  }
}
