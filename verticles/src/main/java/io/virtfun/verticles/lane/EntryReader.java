package io.virtfun.verticles.lane;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.SliceRole;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.routing.Route;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a copied submission entry into something a driver may see, or into the reason why not.
 *
 * <p>Reads shared memory once, for indirect arguments. <b>Thread:</b> one owner. <b>Source:</b>
 * docs/shared-memory.md, "Validation".
 */
final class EntryReader {
  private static final int ARGUMENTS_OFFSET = 44;

  private static final byte[] NO_ARGUMENTS = {};

  private final MemorySegment memory;
  private final MemorySegment readable;
  private final MemorySegment noInput;
  private final MemorySegment noOutput;
  private final long arenaStart;
  private final long arenaEnd;
  private @Nullable Invocation invocation;
  private long detail;

  EntryReader(HostRegion region) {
    memory = region.memory();
    readable = memory.asReadOnly();
    arenaStart = region.geometry().arenaOffset();
    noInput = readable.asSlice(arenaStart, 0);
    noOutput = memory.asSlice(arenaStart, 0);
    arenaEnd = arenaStart + region.geometry().arenaBytes();
  }

  /** What a driver gets, after {@link #read} answered {@link Status#OK}. */
  Invocation invocation() {
    return Objects.requireNonNull(invocation);
  }

  /** What goes with a refusal. */
  long detail() {
    return detail;
  }

  /** Checks an entry in the order that the specification gives. */
  Status read(SubmissionEntry entry, Route route) {
    FunctionSpec function = route.spec();
    int argumentsBytes = function.argumentsBytes();
    boolean indirect = entry.hasIndirectArguments();
    int violation = entry.firstReservedViolation(Math.min(argumentsBytes, inline(indirect)));
    if (violation >= 0) {
      return refuse(Status.BAD_ENTRY, violation);
    }
    if (!indirect && argumentsBytes > SubmissionEntry.INLINE_ARGUMENT_BYTES) {
      return refuse(Status.BAD_ENTRY, SubmissionEntry.FLAGS_OFFSET);
    }
    if (indirect && entry.argumentsBytes() != argumentsBytes) {
      return refuse(Status.BAD_ENTRY, ARGUMENTS_OFFSET);
    }
    Status slices = checkSlices(entry, indirect, function.alignmentBytes());
    return slices == Status.OK ? checkValues(entry, function) : slices;
  }

  private static int inline(boolean indirect) {
    return indirect ? 0 : SubmissionEntry.INLINE_ARGUMENT_BYTES;
  }

  private Status checkSlices(SubmissionEntry entry, boolean indirect, int alignment) {
    if (isOutside(entry.inputOffset(), entry.inputBytes())) {
      return refuse(Status.BAD_SLICE, SliceRole.INPUT.code());
    }
    if (isOutside(entry.outputOffset(), entry.outputCapacity())) {
      return refuse(Status.BAD_SLICE, SliceRole.OUTPUT.code());
    }
    if (indirect && isOutside(entry.argumentsOffset(), entry.argumentsBytes())) {
      return refuse(Status.BAD_SLICE, SliceRole.ARGUMENTS.code());
    }
    if (overlap(entry)) {
      return refuse(Status.BAD_SLICE, SliceRole.OVERLAP.code());
    }
    if ((entry.inputBytes() > 0 && entry.inputOffset() % alignment != 0)
        || (entry.outputCapacity() > 0 && entry.outputOffset() % alignment != 0)) {
      return refuse(Status.MISALIGNED, alignment);
    }
    return Status.OK;
  }

  private boolean isOutside(long offset, long sizeBytes) {
    return sizeBytes > 0 && (offset < arenaStart || offset > arenaEnd - sizeBytes);
  }

  private static boolean overlap(SubmissionEntry entry) {
    return entry.inputBytes() > 0
        && entry.outputCapacity() > 0
        && entry.inputOffset() < entry.outputOffset() + entry.outputCapacity()
        && entry.outputOffset() < entry.inputOffset() + entry.inputBytes();
  }

  private Status checkValues(SubmissionEntry entry, FunctionSpec function) {
    Arguments arguments = Arguments.decode(function, arguments(entry, function));
    int invalid = arguments.firstInvalid();
    if (invalid >= 0) {
      return refuse(Status.BAD_ARGUMENT, invalid);
    }
    long inputBytes = entry.inputBytes();
    SizeRule output = function.output();
    long outputBytes = output.evaluate(inputBytes, arguments);
    boolean exact = output.kind() == SizeRule.Kind.EXACT;
    if (!function.input().admits(inputBytes, arguments) || (exact && outputBytes < 0)) {
      return refuse(Status.BAD_INPUT_SIZE, inputBytes);
    }
    if (exact && entry.outputCapacity() < outputBytes) {
      return refuse(Status.OUTPUT_TOO_SMALL, outputBytes);
    }
    long capacity = entry.outputCapacity();
    invocation =
        new Invocation(
            arguments,
            inputBytes == 0 ? noInput : readable.asSlice(entry.inputOffset(), inputBytes),
            capacity == 0 ? noOutput : memory.asSlice(entry.outputOffset(), capacity));
    return Status.OK;
  }

  private byte[] arguments(SubmissionEntry entry, FunctionSpec function) {
    if (function.argumentsBytes() == 0) {
      // The offset of an absent slice is ignored, and may be anything.
      return NO_ARGUMENTS;
    }
    byte[] encoded = new byte[function.argumentsBytes()];
    if (entry.hasIndirectArguments()) {
      MemorySegment.copy(
          memory, ValueLayout.JAVA_BYTE, entry.argumentsOffset(), encoded, 0, encoded.length);
    } else {
      entry.readInlineArguments(encoded);
    }
    return encoded;
  }

  private Status refuse(Status status, long why) {
    detail = why;
    return status;
  }
}
