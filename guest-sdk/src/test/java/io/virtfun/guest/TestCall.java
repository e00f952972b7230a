package io.virtfun.guest;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.SliceRole;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** A call as the test host took it: checked in the order of the specification, run, answered. */
final class TestCall {
  private final TestPeer peer;
  private final int lane;
  private final SubmissionEntry entry;

  TestCall(TestPeer peer, int lane, SubmissionEntry entry) {
    this.peer = peer;
    this.lane = lane;
    this.entry = entry;
  }

  SubmissionEntry entry() {
    return entry;
  }

  int lane() {
    return lane;
  }

  /** Checks and runs the call, then answers. */
  void run() {
    Optional<Catalogue.Function> found =
        TestFunctions.catalogue().functions().stream()
            .filter(f -> f.id() == entry.functionId())
            .findFirst();
    if (found.isEmpty()) {
      answer(Status.UNKNOWN_FUNCTION, 0, entry.functionId());
      return;
    }
    FunctionSpec function = found.get().spec();
    int inlineBytes = entry.hasIndirectArguments() ? 0 : function.argumentsBytes();
    if (inlineBytes > SubmissionEntry.INLINE_ARGUMENT_BYTES) {
      answer(Status.BAD_ENTRY, 0, 12);
      return;
    }
    int violation = entry.firstReservedViolation(inlineBytes);
    if (violation >= 0) {
      answer(Status.BAD_ENTRY, 0, violation);
    } else if (!inArena(entry.inputOffset(), entry.inputBytes())) {
      answer(Status.BAD_SLICE, 0, SliceRole.INPUT.code());
    } else if (!inArena(entry.outputOffset(), entry.outputCapacity())) {
      answer(Status.BAD_SLICE, 0, SliceRole.OUTPUT.code());
    } else if (overlap()) {
      answer(Status.BAD_SLICE, 0, SliceRole.OVERLAP.code());
    } else if ((entry.inputOffset() | entry.outputOffset()) % function.alignmentBytes() != 0) {
      answer(Status.MISALIGNED, 0, function.alignmentBytes());
    } else {
      run(Arguments.decode(function, arguments(function)));
    }
  }

  private void run(Arguments arguments) {
    FunctionSpec function = arguments.function();
    int invalid = arguments.firstInvalid();
    if (invalid >= 0) {
      answer(Status.BAD_ARGUMENT, 0, invalid);
      return;
    }
    if (!function.input().admits(entry.inputBytes(), arguments)) {
      answer(Status.BAD_INPUT_SIZE, 0, entry.inputBytes());
      return;
    }
    long exactly = function.output().evaluate(entry.inputBytes(), arguments);
    if (function.output().kind() == SizeRule.Kind.EXACT && exactly > entry.outputCapacity()) {
      answer(Status.OUTPUT_TOO_SMALL, 0, exactly);
      return;
    }
    byte[] output = TestFunctions.run(arguments, input());
    if (output == null) {
      answer(Status.BAD_DATA, 0, 0);
    } else if (output.length > entry.outputCapacity()) {
      answer(Status.OUTPUT_TOO_SMALL, 0, output.length);
    } else {
      MemorySegment.copy(
          MemorySegment.ofArray(output), 0, memory(), entry.outputOffset(), output.length);
      answer(Status.OK, output.length, 0);
    }
  }

  private byte[] input() {
    return memory().asSlice(entry.inputOffset(), entry.inputBytes()).toArray(ValueLayout.JAVA_BYTE);
  }

  private byte[] arguments(FunctionSpec function) {
    byte[] encoded = new byte[function.argumentsBytes()];
    if (entry.hasIndirectArguments()) {
      MemorySegment.copy(
          memory(), ValueLayout.JAVA_BYTE, entry.argumentsOffset(), encoded, 0, encoded.length);
    } else {
      entry.readInlineArguments(encoded);
    }
    return encoded;
  }

  private boolean inArena(long offset, long bytes) {
    RegionGeometry geometry = peer.region().geometry();
    return bytes == 0
        || (offset >= geometry.arenaOffset()
            && bytes <= geometry.arenaBytes()
            && offset - geometry.arenaOffset() <= geometry.arenaBytes() - bytes);
  }

  private boolean overlap() {
    return entry.inputBytes() > 0
        && entry.outputCapacity() > 0
        && entry.inputOffset() < entry.outputOffset() + entry.outputCapacity()
        && entry.outputOffset() < entry.inputOffset() + entry.inputBytes();
  }

  private MemorySegment memory() {
    return peer.region().memory();
  }

  /** Answers as a device would that took 2 µs and 600 cycles after 1 µs of waiting. */
  void answer(Status status, long outputBytes, long detail) {
    answer(status.code(), outputBytes, detail);
  }

  void answer(int status, long outputBytes, long detail) {
    CompletionEntry completion = new CompletionEntry();
    completion.correlationId = entry.correlationId();
    completion.status = status;
    completion.outputBytes = outputBytes;
    completion.detail = detail;
    completion.device = TestFunctions.DEVICE_NUMBER;
    completion.queuedNanos = 1_000;
    completion.ranNanos = 2_000;
    completion.deviceCycles = 600;
    peer.complete(lane, completion);
  }
}
