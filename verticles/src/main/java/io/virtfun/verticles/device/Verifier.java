package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a share of a device's calls on a reference too, and compares.
 *
 * <p>The device then works on copies that no guest can reach: who could change input or output
 * meanwhile could have a device that is well taken for a liar. A result that is right is copied to
 * the guest; a call whose result is wrong has failed.
 *
 * <p><b>Thread:</b> the device's event loop; copies, the reference and comparisons are a worker's.
 */
final class Verifier implements Executions.Ends {
  /** Most bytes that are copied and compared for one call; larger ones are not verified. */
  static final long MOST_BYTES = 64L << 20;

  private static final int MILLION = 1_000_000;
  private static final long ALIGNMENT_BYTES = 4096;

  private final Context context;
  private final Verification settings;
  private final Executions.Ends next;
  private final Consumer<String> onLie;
  private final IdentityHashMap<Call, Copies> running = new IdentityHashMap<>();
  private long due;

  /** What a call works on that is verified. */
  private record Copies(
      Arena arena, Kernel reference, Comparison comparison, Invocation guests, Invocation own) {}

  /**
   * Of one device.
   *
   * @param next where calls go that have ended
   * @param onLie told what was wrong with a result
   */
  Verifier(Context context, Verification settings, Executions.Ends next, Consumer<String> onLie) {
    this.context = context;
    this.settings = settings;
    this.next = next;
    this.onLie = onLie;
  }

  /** Starts a call, on copies where it is to be verified. */
  void start(Executions executions, Call call, Invocation invocation, boolean isShort) {
    Kernel reference = reference(call, invocation);
    if (reference == null) {
      executions.start(call, invocation, isShort);
      return;
    }
    Comparison comparison =
        settings.floats().contains(call.function().name()) ? Comparison.FLOATS : Comparison.EXACT;
    context
        .owner()
        .executeBlocking(() -> copies(invocation, reference, comparison), false)
        .onSuccess(copies -> started(executions, call, copies))
        .onFailure(_ -> failed(call));
  }

  private @Nullable Kernel reference(Call call, Invocation invocation) {
    if (settings.perMillion() == 0 || !call.function().idempotent()) {
      return null;
    }
    due += settings.perMillion();
    if (due < MILLION) {
      return null;
    }
    due -= MILLION;
    long bytes = invocation.input().byteSize() + 2 * invocation.output().byteSize();
    return bytes <= MOST_BYTES ? settings.reference().get(call.function().qualifiedName()) : null;
  }

  @SuppressWarnings("MustBeClosedChecker") // Closed when the call has been verified.
  private static Copies copies(Invocation guests, Kernel reference, Comparison comparison) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment input = arena.allocate(guests.input().byteSize(), ALIGNMENT_BYTES);
      input.copyFrom(guests.input());
      MemorySegment output = arena.allocate(guests.output().byteSize(), ALIGNMENT_BYTES);
      Invocation own =
          new Invocation(guests.arguments(), input.asReadOnly(), output, guests.cancellation());
      return new Copies(arena, reference, comparison, guests, own);
    } catch (Throwable e) {
      // For want of memory, or of a page of the guest's that the kernel cannot supply.
      arena.close();
      throw e;
    }
  }

  private void started(Executions executions, Call call, Copies copies) {
    running.put(call, copies);
    try {
      executions.start(call, copies.own, false);
    } catch (Throwable _) {
      running.remove(call);
      copies.arena.close();
      failed(call);
    }
  }

  private void failed(Call call) {
    long now = System.nanoTime();
    next.ended(call, new Executions.Ended(now, now, Outcome.deviceFailed()));
  }

  @Override
  public void ended(Call call, Executions.Ended how) {
    Copies copies = running.remove(call);
    if (copies == null) {
      next.ended(call, how);
      return;
    }
    context
        .owner()
        .executeBlocking(() -> difference(call, copies, how.outcome()), false)
        .onComplete(
            found -> {
              copies.arena.close();
              String difference = found.result();
              if (difference != null) {
                onLie.accept(difference);
              }
              // Where comparing failed the guest has not got the result.
              boolean well = found.succeeded() && difference == null;
              next.ended(call, well ? how : how.with(Outcome.deviceFailed()));
            });
  }

  /** What is wrong, or null; a result that is right is the guest's then. */
  private static @Nullable String difference(Call call, Copies copies, Outcome outcome) {
    boolean ok = outcome.kind() == Outcome.Kind.OK;
    if (!ok && outcome.kind() != Outcome.Kind.BAD_DATA) {
      return null;
    }
    long bytes = outcome.value();
    if (ok && bytes > copies.own.output().byteSize()) {
      return null;
    }
    MemorySegment expected = copies.arena.allocate(copies.own.output().byteSize(), ALIGNMENT_BYTES);
    Outcome reference = reference(copies, expected);
    if (reference.kind() != Outcome.Kind.OK && reference.kind() != Outcome.Kind.BAD_DATA) {
      // It says nothing about the device.
      deliver(copies, ok, bytes);
      return null;
    }
    boolean same =
        reference.kind() == outcome.kind()
            && (!ok
                || (reference.value() == bytes
                    && copies.comparison.equal(
                        copies.own.output().asSlice(0, bytes), expected.asSlice(0, bytes))));
    if (same) {
      deliver(copies, ok, bytes);
      return null;
    }
    return "%s, input of %d bytes with SHA-256 %s: %s (reference: %s)"
        .formatted(
            call.function().qualifiedName(),
            copies.own.input().byteSize(),
            sha256(copies.own.input()),
            shown(outcome, copies.own.output(), expected),
            reference.kind());
  }

  private static Outcome reference(Copies copies, MemorySegment output) {
    try {
      return copies.reference.run(
          new Invocation(copies.own.arguments(), copies.own.input(), output));
    } catch (Throwable _) {
      return Outcome.deviceFailed();
    }
  }

  private static void deliver(Copies copies, boolean ok, long bytes) {
    if (ok) {
      MemorySegment.copy(copies.own.output(), 0, copies.guests.output(), 0, bytes);
    }
  }

  private static String shown(Outcome outcome, MemorySegment output, MemorySegment expected) {
    return outcome.kind() == Outcome.Kind.OK
        ? "OK, %d bytes, byte %d differs".formatted(outcome.value(), output.mismatch(expected))
        : outcome.kind().name();
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
}
