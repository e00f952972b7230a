package io.virtfun.verticles.device;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call that is verified, on copies of its input and output.
 *
 * <p><b>Thread:</b> {@link #own} and {@link #reference} any; all that copies or runs a worker, one
 * after another; a reference that does not end runs on beside them. <b>Ownership:</b> its arena is
 * closed by whoever made it, and stays until the reference has ended too.
 */
final class Trial implements AutoCloseable {
  private static final long ALIGNMENT_BYTES = 4096;

  private final Arena arena;
  private final Reference reference;
  private final Kernel kernel;
  private final Invocation guests;
  private final Invocation own;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Who made it, and what the reference runs. */
  private final AtomicInteger users = new AtomicInteger(1);

  private Trial(
      Arena arena, Reference reference, Kernel kernel, Invocation guests, Invocation own) {
    this.arena = arena;
    this.reference = reference;
    this.kernel = kernel;
    this.guests = guests;
    this.own = own;
  }

  /**
   * Copies what a guest gave.
   *
   * <p><b>Errors:</b> for want of memory, or of a page of the guest's that the kernel cannot
   * supply.
   */
  @SuppressWarnings("MustBeClosedChecker") // The trial owns it.
  static Trial of(Invocation guests, Reference reference, Kernel kernel) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment input = arena.allocate(guests.input().byteSize(), ALIGNMENT_BYTES);
      input.copyFrom(guests.input());
      MemorySegment output = arena.allocate(guests.output().byteSize(), ALIGNMENT_BYTES);
      Invocation own =
          new Invocation(guests.arguments(), input.asReadOnly(), output, guests.cancellation());
      return new Trial(arena, reference, kernel, guests, own);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /** What the device gets. */
  Invocation own() {
    return own;
  }

  Reference reference() {
    return reference;
  }

  /** Whether an outcome is one that a reference can say something about. */
  boolean canJudge(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.BAD_DATA
        || (outcome.kind() == Outcome.Kind.OK && outcome.value() <= own.output().byteSize());
  }

  /**
   * Whether the device's outcome is right. A reference that does not say the same twice is not
   * believed.
   */
  Verdict verdict(Call call, Outcome outcome, long deadlineNanos) {
    Cancellation cancellation = new Limit(call, deadlineNanos);
    Verdict first = oneVerdict(outcome, cancellation);
    return first == Verdict.WRONG ? oneVerdict(outcome, cancellation) : first;
  }

  private Verdict oneVerdict(Outcome outcome, Cancellation cancellation) {
    try {
      MemorySegment room = arena.allocate(own.output().byteSize(), ALIGNMENT_BYTES);
      Invocation again = new Invocation(own.arguments(), own.input(), room, cancellation);
      Outcome expected = kernel.run(again);
      boolean says = canJudge(expected);
      if (!says) {
        return Verdict.UNDECIDED;
      }
      if (expected.kind() != outcome.kind()) {
        return Verdict.WRONG;
      }
      return outcome.kind() == Outcome.Kind.BAD_DATA
          ? Verdict.RIGHT
          : judge(again, expected.value(), outcome.value());
    } catch (Throwable _) {
      // It says nothing about the device.
      return Verdict.UNDECIDED;
    }
  }

  private Verdict judge(Invocation again, long expectedBytes, long bytes) {
    Invocation given =
        new Invocation(
            again.arguments(),
            again.input(),
            again.output().asSlice(0, expectedBytes).asReadOnly(),
            again.cancellation());
    return reference.device().judge(given, own.output().asSlice(0, bytes).asReadOnly());
  }

  /** Stops the reference when the guest gives the call up, or it takes too long. */
  private record Limit(Call call, long deadlineNanos) implements Cancellation {
    @Override
    public boolean isRequested() {
      // The clock first: once it is over the call may stand for another one.
      return System.nanoTime() - deadlineNanos >= 0 || call.stopReason() != StopReason.NONE;
    }

    @Override
    public void onRequest(Runnable action) {
      // Those that can be references look.
    }
  }

  /** Gives the guest the device's result. */
  void deliver(Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.OK && outcome.value() <= own.output().byteSize()) {
      MemorySegment.copy(own.output(), 0, guests.output(), 0, outcome.value());
    }
  }

  /** By what a wrong result can be found again. */
  String described(Outcome outcome) {
    return "%s, input of %d bytes with SHA-256 %s: %s of %d bytes"
        .formatted(
            own.arguments().function().qualifiedName(),
            own.input().byteSize(),
            sha256(own.input()),
            outcome.kind(),
            outcome.value());
  }

  private static String sha256(MemorySegment input) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(input.asByteBuffer());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      // Every JDK has it.
      throw new IllegalStateException(e);
    }
  }

  /** Keeps the copies until {@link #release}, also when they are closed. */
  void retain() {
    users.incrementAndGet();
  }

  /** Frees the copies, if they are closed and nothing else has retained them. */
  void release() {
    if (users.decrementAndGet() == 0) {
      arena.close();
    }
  }

  /** Frees the copies unless they are retained. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }
}
