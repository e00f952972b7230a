package io.virtfun.guest;

import io.vertx.core.buffer.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A piece of the payload arena, which guest and host share: what lies here is not copied to call a
 * function.
 *
 * <p>A call borrows its slices until its future completes; meanwhile they can be neither touched
 * through this object, freed, nor lent again.
 *
 * <p><b>Thread:</b> one at a time touches the bytes; lending and freeing are atomic.
 * <b>Ownership:</b> whoever allocated it closes it, parts excepted. <b>Units:</b> bytes.
 * <b>Errors:</b> {@link IllegalStateException} once it or its session is closed, and while it is
 * lent; {@link IndexOutOfBoundsException} beyond its end.
 */
public final class Slice implements AutoCloseable {
  private final SliceBlock block;
  private final long offset;
  private final long byteSize;
  private final boolean whole;
  private final AtomicBoolean lent = new AtomicBoolean();

  /** A whole block. */
  Slice(SliceBlock block, long offset, long byteSize) {
    this(block, offset, byteSize, true);
  }

  private Slice(SliceBlock block, long offset, long byteSize, boolean whole) {
    this.block = block;
    this.offset = offset;
    this.byteSize = byteSize;
    this.whole = whole;
  }

  /** Size of this slice. */
  public long byteSize() {
    return byteSize;
  }

  /** Where it starts, from the region's start. */
  long offset() {
    return offset;
  }

  PayloadArena arena() {
    return block.arena();
  }

  /**
   * The memory itself, bounds included. It must not be used once the slice is closed, when another
   * slice may lie there; once the session is closed every access to it throws.
   */
  public MemorySegment segment() {
    requireMine();
    return block.arena().memory(offset, byteSize);
  }

  private void requireMine() {
    block.requireUsable();
    if (lent.get()) {
      throw new IllegalStateException(this + " is lent to a call (expected: back)");
    }
  }

  /** Copies a buffer to the start of this slice. */
  public Slice write(Buffer source) {
    return write(0, source);
  }

  /** Copies a buffer to a place within this slice. */
  public Slice write(long at, Buffer source) {
    Objects.checkFromIndexSize(at, source.length(), byteSize);
    BufferCopies.write(source, segment().asSlice(at, source.length()));
    return this;
  }

  /** A copy of all of it. <b>Errors:</b> as {@link #read(long, long)}. */
  public Buffer read() {
    return read(0, byteSize);
  }

  /** A copy of a part of it. <b>Errors:</b> a buffer holds less than 2 GiB. */
  public Buffer read(long at, long bytes) {
    Objects.checkFromIndexSize(at, bytes, byteSize);
    return BufferCopies.read(segment().asSlice(at, bytes));
  }

  /**
   * A part of this slice, which can be lent by itself. It ends with this one: closing a part does
   * nothing, and this one cannot be closed while a part is lent.
   */
  public Slice slice(long at, long bytes) {
    Objects.checkFromIndexSize(at, bytes, byteSize);
    block.requireUsable();
    return new Slice(block, offset + at, bytes, false);
  }

  /** Whether a call has it now. */
  public boolean isLent() {
    return lent.get();
  }

  void lend() {
    if (!lent.compareAndSet(false, true)) {
      throw new IllegalStateException(this + " is lent to another call (expected: back)");
    }
    try {
      block.addUser();
    } catch (IllegalStateException e) {
      lent.set(false);
      throw e;
    }
  }

  void giveBack() {
    block.removeUser();
    lent.set(false);
  }

  /** The call that has it gets no answer, and nobody knows when the host leaves it alone. */
  void strand() {
    block.strand();
  }

  /**
   * Frees it; after {@link CallException.LaneQuarantined} does nothing. <b>Errors:</b> {@link
   * IllegalStateException} when lent or freed already.
   */
  @Override
  public void close() {
    if (whole) {
      block.free();
    }
  }

  @Override
  public String toString() {
    return "slice at %d of %d bytes".formatted(offset, byteSize);
  }
}
