package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostPulseTest {
  private final Arena arena = Arena.ofAuto();
  private HostRegion host;
  private HostPulse pulse;

  @BeforeEach
  void layOut() {
    host = TestRegions.ready(arena, 1, 4);
    pulse = new HostPulse(host.memory());
  }

  @Test
  void shouldLookAsOftenAsTheHostBeats() {
    assertEquals(HostRegion.HEARTBEAT.toMillis(), pulse.intervalMillis());
  }

  @Test
  void shouldBeatWhileTheHostDoesOnceInTenLooks() {
    for (int i = 0; i < 100; i++) {
      if (i % 10 == 9) {
        host.beat();
      }
      assertTrue(pulse.beats(), "look " + i);
    }
  }

  @Test
  void shouldEndAtTheTenthLookWithoutASign() {
    for (int i = 0; i < 9; i++) {
      assertTrue(pulse.beats(), "look " + i);
    }
    assertFalse(pulse.beats());
  }

  @Test
  void shouldGoByTheStateAloneWhenTheHostHasNoHeartbeat() {
    Fields.set(host.memory(), 0, Layouts.REGION_HEADER, "heartbeatMillis", 0);
    for (int i = 0; i < 100; i++) {
      assertTrue(pulse.beats(), "look " + i);
    }
    host.publish(RegionState.STOPPED);
    assertFalse(pulse.beats());
  }

  @Test
  void shouldEndAtOnceWhenTheHostStops() {
    host.beat();
    host.publish(RegionState.STOPPED);
    assertTrue(pulse.hasStopped());
    assertFalse(pulse.beats());
  }
}
