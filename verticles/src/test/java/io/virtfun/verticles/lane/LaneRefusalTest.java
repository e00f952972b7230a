package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.DIGEST_ID;
import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static io.virtfun.verticles.lane.TestRoutes.KEYED_ID;
import static io.virtfun.verticles.lane.TestRoutes.SCALED_ID;
import static io.virtfun.verticles.lane.TestRoutes.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.functions.Arguments;
import io.virtfun.shm.Status;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad field of an entry in turn: the status and the detail that name it. */
final class LaneRefusalTest {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final int ARGUMENTS = 2;
  private static final int OVERLAP = 3;

  private final TestGuest guest = new TestGuest(8);
  private final TestHost host = new TestHost(guest, TestRoutes.of(4, 4));
  private final long at = guest.arenaStart();
  private final long end = guest.arenaEnd();

  @AfterEach
  void close() {
    guest.close();
  }

  private void assertRefused(Status status, long detail, RawEntry entry) {
    entry.u64(0, 77);
    assertTrue(guest.offer(entry));
    guest.publish();
    host.turn();
    assertEquals(List.of(new Answer(77, status, detail, 0, 0, 0, 0)), guest.take());
    assertEquals(1, host.lane().refusedCalls());
    assertEquals(0, host.lane().acceptedCalls());
    assertEquals(0, host.lane().inFlight());
    assertTrue(host.at(FIRST).isEmpty() && host.at(SECOND).isEmpty());
  }

  private RawEntry echo() {
    return new RawEntry().function(ECHO_ID);
  }

  private RawEntry scaled(int m, long n, double alpha) {
    byte[] arguments = new byte[20];
    MemorySegment view = MemorySegment.ofArray(arguments);
    view.set(ValueLayout.JAVA_INT_UNALIGNED, 0, m);
    view.set(ValueLayout.JAVA_LONG_UNALIGNED, 4, n);
    view.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 12, alpha);
    return new RawEntry()
        .function(SCALED_ID)
        .input(at, 4L * m)
        .output(at + 4096, 8L * m)
        .inline(arguments);
  }

  private RawEntry keyed(int mode) {
    byte[] key = new byte[32];
    byte[] encoded = Arguments.of(TestRoutes.KEYED, Map.of("key", key, "mode", 0)).encoded();
    encoded[32] = (byte) mode;
    MemorySegment.copy(encoded, 0, guest.memory(), ValueLayout.JAVA_BYTE, at, encoded.length);
    return new RawEntry()
        .function(KEYED_ID)
        .input(at + 64, 8)
        .output(at + 128, 8)
        .indirect(at, encoded.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldRefuseWhenTheFunctionIsUnknown(int function) {
    assertRefused(
        Status.UNKNOWN_FUNCTION, function & 0xFFFF_FFFFL, new RawEntry().function(function));
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "13, 12", "14, 14", "44, 44", "50, 50", "63, 63"})
  void shouldRefuseWhenAFieldThatMustBeZeroIsNot(int where, int detail) {
    assertRefused(Status.BAD_ENTRY, detail, echo().u8(where, 0x80));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 0x8000, 0x8001, 0xFFFF})
  void shouldRefuseWhenAFlagIsUnknown(int flags) {
    assertRefused(Status.BAD_ENTRY, 12, echo().flags(flags));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 14, 15, 16, 24, 32, 36, 40, 44, 63})
  void shouldRefuseWhenACancelEntryHoldsMore(int where) {
    assertRefused(Status.BAD_ENTRY, 12, new RawEntry().flags(2).u8(where, where == 12 ? 3 : 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {56, 59, 63})
  void shouldRefuseWhenIndirectArgumentsAreFollowedByMore(int where) {
    assertRefused(Status.BAD_ENTRY, where, keyed(0).u8(where, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 35, 37, 20, -1})
  void shouldRefuseWhenIndirectArgumentsHaveAnotherSize(int sizeBytes) {
    assertRefused(Status.BAD_ENTRY, 44, keyed(0).u32(44, sizeBytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void shouldRefuseWhenThereAreArgumentsForAFunctionWithoutAny(int sizeBytes) {
    assertRefused(Status.BAD_ENTRY, 44, echo().indirect(at, sizeBytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldRefuseWhenArgumentsThatDoNotFitAreInline(int first) {
    assertRefused(Status.BAD_ENTRY, 12, keyed(0).flags(0).u32(44, first).u64(48, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "before, -1, 1",
    "straddling the start, -1, 2",
    "straddling the start, -8, 4096",
  })
  void shouldRefuseWhenASliceBeginsBeforeTheArena(String where, long delta, long sizeBytes) {
    assertOutside(at + delta, sizeBytes);
  }

  @ParameterizedTest
  @CsvSource({
    "after, 0, 1",
    "after, 4096, 1",
    "straddling the end, -1, 2",
    "straddling the end, -4096, 4097",
    "straddling the end, -1, 4294967295",
  })
  void shouldRefuseWhenASliceEndsAfterTheArena(String where, long delta, long sizeBytes) {
    assertOutside(end + delta, sizeBytes);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0, 4294967295",
    "4096, 64",
    "9223372036854775807, 1",
    "9223372036854775807, 4294967295",
    "9223372032559808513, 4294967295",
    "-9223372036854775808, 1",
    "-9223372036854775808, 4294967295",
    "-1, 1",
    "-1, 2",
    "-64, 64",
    "-4294967295, 4294967295",
    "-1, 4294967295"
  })
  void shouldRefuseWhenASliceIsFarOutsideTheArena(long offset, long sizeBytes) {
    assertOutside(offset, sizeBytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x1_0000_0000L - 1, 1 << 20, 0x8000_0000L})
  void shouldRefuseWhenASliceIsLargerThanTheArena(long sizeBytes) {
    assertOutside(at, sizeBytes);
  }

  private void assertOutside(long offset, long sizeBytes) {
    assertRefused(Status.BAD_SLICE, INPUT, echo().input(offset, sizeBytes).output(offset, 1));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 1048577", "0, 4294967295"})
  void shouldNameTheOutputWhenOnlyItIsOutside(long delta, long sizeBytes) {
    assertRefused(Status.BAD_SLICE, OUTPUT, echo().input(at, 1).output(at + delta, sizeBytes));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, (1 << 20) - 35})
  void shouldNameTheArgumentsWhenOnlyTheyAreOutside(long offset) {
    assertRefused(Status.BAD_SLICE, ARGUMENTS, keyed(0).u64(48, offset));
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 0, 8", "0, 8, 7, 8", "7, 8, 0, 8", "0, 64, 8, 1", "8, 1, 0, 64"})
  void shouldRefuseWhenInputAndOutputOverlap(long in, long inBytes, long out, long outBytes) {
    assertRefused(
        Status.BAD_SLICE, OVERLAP, echo().input(at + in, inBytes).output(at + out, outBytes));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 1", "32, 0", "0, 63"})
  void shouldRefuseWhenASliceIsNotAligned(long in, long out) {
    assertRefused(
        Status.MISALIGNED, 64, scaled(4, 0, 0).input(at + in, 16).output(at + 4096 + out, 32));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "17, 0, 0, 0",
    "-1, 0, 0, 0",
    "1, 6, 0, 1",
    "1, -6, 0, 1",
    "1, 0, 1.5, 2",
    "1, 0, NaN, 2",
    "1, 0, -Infinity, 2",
    "0, 99, NaN, 0"
  })
  void shouldRefuseWhenAnArgumentIsOutOfRange(int m, long n, double alpha, long index) {
    assertRefused(Status.BAD_ARGUMENT, index, scaled(m, n, alpha).input(at, 4).output(at + 64, 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 255})
  void shouldRefuseWhenAnIndirectArgumentIsOutOfRange(int mode) {
    assertRefused(Status.BAD_ARGUMENT, 1, keyed(mode));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, 12, 17, 20})
  void shouldRefuseWhenTheInputHasNotTheSizeThatTheArgumentsSay(long sizeBytes) {
    assertRefused(Status.BAD_INPUT_SIZE, sizeBytes, scaled(4, 0, 0).input(at, sizeBytes));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 5, 4100})
  void shouldRefuseWhenTheInputIsNotAdmitted(long sizeBytes) {
    assertRefused(
        Status.BAD_INPUT_SIZE, sizeBytes, keyed(0).input(at + 64, sizeBytes).output(at + 16384, 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 31})
  void shouldRefuseWhenTheOutputIsTooSmall(long capacity) {
    assertRefused(
        Status.OUTPUT_TOO_SMALL, 32, new RawEntry().function(DIGEST_ID).output(at, capacity));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8, 31})
  void shouldSayWhatIsNeededWhenTheArgumentsDecide(long capacity) {
    assertRefused(Status.OUTPUT_TOO_SMALL, 32, scaled(4, 0, 0).output(at + 4096, capacity));
  }
}
