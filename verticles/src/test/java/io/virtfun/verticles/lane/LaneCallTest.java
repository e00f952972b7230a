package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.DIGEST_ID;
import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static io.virtfun.verticles.lane.TestRoutes.KEYED;
import static io.virtfun.verticles.lane.TestRoutes.KEYED_ID;
import static io.virtfun.verticles.lane.TestRoutes.SCALED;
import static io.virtfun.verticles.lane.TestRoutes.SCALED_ID;
import static io.virtfun.verticles.lane.TestRoutes.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One call through a lane: what the driver gets, and what the guest gets back. */
final class LaneCallTest {
  private final TestGuest guest = new TestGuest(8);
  private final TestHost host = new TestHost(guest, TestRoutes.of(4, 4));
  private final long at = guest.arenaStart();

  @AfterEach
  void close() {
    guest.close();
  }

  private void assertSlice(long offset, long sizeBytes, MemorySegment slice) {
    assertEquals(guest.memory().address() + offset, slice.address());
    assertEquals(sizeBytes, slice.byteSize());
  }

  @Test
  void shouldOpenTheLaneWhenMade() {
    assertEquals(LaneState.OPEN, guest.laneState());
    assertEquals(0, guest.quarantineReason());
  }

  @Test
  void shouldDispatchExactlyTheSlicesWhenAccepted() {
    guest.submit(guest.entry(7, ECHO_ID).output(at + 5, 11));
    guest.submit(new SubmissionEntry().set(8, ECHO_ID, at + 100, 3));
    host.turn();

    Invocation first = host.at(FIRST).remove().invocation();
    assertEquals(0, first.input().byteSize());
    assertSlice(at + 5, 11, first.output());
    assertFalse(first.output().isReadOnly());
    Invocation second = host.at(FIRST).remove().invocation();
    assertSlice(at + 100, 3, second.input());
    assertTrue(second.input().isReadOnly());
    assertEquals(0, second.output().byteSize());
  }

  @Test
  void shouldDispatchTheWholeArenaWhenAskedFor() {
    long half = (guest.arenaEnd() - at) / 2;
    guest.submit(new SubmissionEntry().set(1, ECHO_ID, at, half).output(at + half, half));
    host.turn();

    Invocation invocation = host.at(FIRST).remove().invocation();
    assertSlice(at, half, invocation.input());
    assertSlice(at + half, half, invocation.output());
  }

  @Test
  void shouldIgnoreTheOffsetWhenASliceIsAbsent() {
    guest.submit(new SubmissionEntry().set(1, ECHO_ID, -1, 0).output(Long.MIN_VALUE, 0));
    host.turn();

    Invocation invocation = host.at(FIRST).remove().invocation();
    assertEquals(0, invocation.input().byteSize());
    assertEquals(0, invocation.output().byteSize());
  }

  @Test
  void shouldDecodeInlineArgumentsWhenTheyFillTheEntry() {
    Arguments sent = Arguments.of(SCALED, Map.of("m", 16, "n", -5, "alpha", 0.5));
    guest.submit(
        new SubmissionEntry()
            .set(1, SCALED_ID, at, 64)
            .output(at + 64, 128)
            .inlineArguments(sent.encoded()));
    host.turn();

    Arguments got = host.at(SECOND).remove().invocation().arguments();
    assertSame(SCALED, got.function());
    assertArrayEquals(sent.encoded(), got.encoded());
    assertEquals(-5, got.whole(1));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "4095"})
  void shouldDecodeIndirectArgumentsWhenTheyLieInTheArena(long offset) {
    byte[] key = new byte[32];
    key[31] = 9;
    byte[] sent = Arguments.of(KEYED, Map.of("key", key, "mode", 3)).encoded();
    MemorySegment.copy(sent, 0, guest.memory(), ValueLayout.JAVA_BYTE, at + offset, sent.length);
    guest.submit(
        new SubmissionEntry()
            .set(1, KEYED_ID, at, 4)
            .output(at + 64, 4)
            .indirectArguments(at + offset, sent.length));
    host.turn();

    assertArrayEquals(sent, host.at(FIRST).remove().invocation().arguments().encoded());
  }

  @Test
  void shouldDecodeIndirectArgumentsWhenInlineWouldDo() {
    byte[] sent = Arguments.of(SCALED, Map.of("m", 1, "n", 2, "alpha", 1.0)).encoded();
    long last = guest.arenaEnd() - sent.length;
    MemorySegment.copy(sent, 0, guest.memory(), ValueLayout.JAVA_BYTE, last, sent.length);
    guest.submit(
        new SubmissionEntry()
            .set(1, SCALED_ID, at, 4)
            .output(at + 64, 8)
            .indirectArguments(last, sent.length));
    host.turn();

    assertArrayEquals(sent, host.at(SECOND).remove().invocation().arguments().encoded());
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "9223372036854775807", "4095"})
  void shouldAcceptAbsentIndirectArgumentsWhenTheFunctionHasNone(long offset) {
    guest.submit(guest.entry(1, ECHO_ID).indirectArguments(offset, 0));
    host.turn();

    assertEquals(1, host.at(FIRST).size());
  }

  @Test
  void shouldNameOwnerDoorbellAndDeviceWhenDispatched() {
    guest.submit(ECHO_ID, -1);
    host.turn();

    Call call = host.at(FIRST).remove();
    assertSame(host, call.owner());
    assertEquals(TestHost.DOORBELL, call.doorbell());
    assertEquals(-1, call.correlationId());
    assertSame(TestRoutes.ECHO, call.function());
  }

  @Test
  void shouldAnswerWithLengthAndReceiptWhenOk() {
    guest.submit(guest.entry(Long.MIN_VALUE, DIGEST_ID).output(at, 40));
    host.turn();
    Call call = host.at(FIRST).remove();
    call.started(TestHost.NOW + 30);
    call.ended(TestHost.NOW + 100, Outcome.ok(32).withDeviceCycles(9_000));
    host.lane().finish(call);

    assertEquals(List.of(), guest.take(), "nothing is visible before the flush");
    host.lane().flush();
    assertEquals(
        List.of(new Answer(Long.MIN_VALUE, Status.OK, 0, FIRST, 32, 30, 70, 9_000)), guest.take());
    assertEquals(0, host.lane().inFlight());
    assertEquals(1, host.lane().acceptedCalls());
  }

  @Test
  void shouldSayNoCyclesOfTheCallBeforeWhenItRefusesOne() {
    guest.submit(guest.entry(1, DIGEST_ID).output(at, 40));
    host.turn();
    host.finish(FIRST, Outcome.ok(32).withDeviceCycles(9_000));
    guest.submit(guest.entry(2, Integer.MAX_VALUE));
    host.turn();
    host.lane().flush();

    assertEquals(List.of(9_000L, 0L), guest.take().stream().map(Answer::deviceCycles).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "OUTPUT_TOO_SMALL, 99, OUTPUT_TOO_SMALL, 99, 0",
    "OUTPUT_TOO_SMALL, 0, OUTPUT_TOO_SMALL, 0, 0",
    "BAD_DATA, 0, BAD_DATA, 0, 0",
    "DEVICE_FAILED, 0, DEVICE_FAILED, 0, 0",
    "OK, 40, OK, 0, 40",
    "OK, 41, DEVICE_FAILED, 0, 0",
    "OK, 4294967297, DEVICE_FAILED, 0, 0",
    "OK, 9223372036854775807, DEVICE_FAILED, 0, 0"
  })
  void shouldSayWhatTheDeviceSaidWhenItEnds(
      Outcome.Kind kind, long value, Status status, long detail, long outputBytes) {
    guest.submit(guest.entry(5, DIGEST_ID).output(at, 40));
    host.turn();
    host.finish(FIRST, new Outcome(kind, value));
    host.lane().flush();

    assertEquals(List.of(new Answer(5, status, detail, FIRST, outputBytes, 0, 0)), guest.take());
  }

  @Test
  void shouldNotSeeAChangeWhenTheEntryHasBeenTaken() {
    byte[] key = new byte[36];
    MemorySegment.copy(key, 0, guest.memory(), ValueLayout.JAVA_BYTE, at, key.length);
    guest.submit(
        new SubmissionEntry().set(1, KEYED_ID, at, 4).output(at + 64, 4).indirectArguments(at, 36));
    host.lane().poll(1, TestHost.NOW);
    guest.slot(0).fill((byte) 0xFF);
    guest.memory().asSlice(at, 36).fill((byte) 0xFF);

    Call call = host.at(FIRST).peek();
    assertSlice(at, 4, call.invocation().input());
    assertSlice(at + 64, 4, call.invocation().output());
    assertArrayEquals(key, call.invocation().arguments().encoded());
    host.finish(FIRST, Outcome.ok(4));
    host.lane().flush();
    assertEquals(1, guest.take().getFirst().id());
  }

  @Test
  void shouldGiveTheEntryBackWhenFlushed() {
    for (int i = 0; i < 8; i++) {
      assertTrue(guest.offer(guest.entry(i, ECHO_ID)));
    }
    guest.publish();
    host.lane().poll(1, TestHost.NOW);
    assertFalse(guest.offer(guest.entry(8, ECHO_ID)), "taken, and not yet released");
    host.lane().flush();
    assertTrue(guest.offer(guest.entry(8, ECHO_ID)));
  }
}
