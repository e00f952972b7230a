package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.HostPulse;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.RegionReset;
import io.virtfun.shm.SubmissionEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region that outlives the programs which use it, as in a virtual machine. */
class ResetIT {
  private static final int CALLS = 100;
  private static final int INPUT_BYTES = 8 << 20;
  private static final int DIGEST_BYTES = 32;
  private static final byte UNTOUCHED = 0x5A;

  @TempDir private Path folder;
  private BrokerProcess broker;
  private RawGuest guest;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder, Conf.with("region-size: 16MiB"));
    guest = new RawGuest(broker.address("alpha"));
  }

  @AfterEach
  void stop() {
    guest.close();
    broker.close();
  }

  private SubmissionEntry call(long id) {
    long input = guest.region().arenaOffset();
    return new SubmissionEntry()
        .set(id, guest.function("sha256"), input, INPUT_BYTES)
        .output(input + INPUT_BYTES + id * DIGEST_BYTES, DIGEST_BYTES);
  }

  private MemorySegment outputs() {
    return guest.memory().asSlice(guest.region().arenaOffset() + INPUT_BYTES, CALLS * DIGEST_BYTES);
  }

  private CompletionEntry await() {
    while (guest.completions().available() == 0) {
      Thread.onSpinWait();
    }
    CompletionEntry entry = new CompletionEntry();
    guest.completions().take(entry);
    guest.completions().release();
    return entry;
  }

  /** They would take a second; two run when the reset is asked for. */
  @Test
  void shouldNeverCompleteNorWriteCallsOfTheGenerationBefore() throws Exception {
    for (int id = 1; id < CALLS; id++) {
      guest.submit(call(id));
    }
    guest.publish();
    assertEquals(0, await().status);

    guest.reset();
    outputs().fill(UNTOUCHED);
    guest.submit(call(0));
    guest.publish();

    CompletionEntry only = await();
    assertEquals(2, guest.region().generation());
    assertEquals(0, only.correlationId);
    assertEquals(0, only.status);
    broker.stop();
    assertEquals(0, guest.completions().available());
    for (long i = DIGEST_BYTES; i < outputs().byteSize(); i++) {
      assertEquals(UNTOUCHED, outputs().get(ValueLayout.JAVA_BYTE, i), "byte " + i);
    }
  }

  @Test
  void shouldServeAQuarantinedLaneAgain() throws Exception {
    long tail = guest.region().lanes().getFirst().controlOffset();
    guest.memory().set(ValueLayout.JAVA_LONG, tail, -5);
    guest.ring();
    while (guest.region().laneState(0) != LaneState.QUARANTINED) {
      Thread.onSpinWait();
    }

    guest.reset();

    assertEquals(LaneState.OPEN, guest.region().laneState(0));
    guest.submit(call(0));
    guest.publish();
    assertEquals(0, await().status);
  }

  @Test
  void shouldCarryOutTheLastOfManyRequests() throws Exception {
    for (int i = 0; i < 1000; i++) {
      RegionReset.request(guest.memory());
      guest.ring();
    }
    guest.reset();
    guest.submit(call(0));
    guest.publish();
    assertEquals(0, await().status);
  }

  @Test
  void shouldTellARegionThatTheBrokerHasStopped() throws Exception {
    HostPulse pulse = new HostPulse(guest.memory());
    assertFalse(pulse.hasStopped());
    broker.stop();
    assertEquals(true, pulse.hasStopped());
  }

  @Test
  void shouldFreeTheRegionWhenTheGuestLeavesDuringAReset() throws Exception {
    for (int id = 1; id < CALLS; id++) {
      guest.submit(call(id));
    }
    guest.publish();
    RegionReset.request(guest.memory());
    guest.ring();
    guest.close();
    broker.await(() -> broker.regions() == 0);
  }
}
