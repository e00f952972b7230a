package io.virtfun.guest;

import java.lang.foreign.MemorySegment;

/**
 * The payload arena of one session: gives out slices and says when one comes back.
 *
 * <p><b>Thread:</b> any.
 */
final class PayloadArena {
  private final MemorySegment region;
  private final ArenaAllocator allocator;
  private final Runnable onFree;

  PayloadArena(MemorySegment region, ArenaAllocator allocator, Runnable onFree) {
    this.region = region;
    this.allocator = allocator;
    this.onFree = onFree;
  }

  /** A slice of its own block. <b>Errors:</b> {@link CallException.ArenaFull}. */
  Slice allocate(long bytes, int alignmentBytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("slice: " + bytes + " bytes (expected: at least 0)");
    }
    if (alignmentBytes < 1 || Integer.bitCount(alignmentBytes) != 1 || alignmentBytes > 4096) {
      throw new IllegalArgumentException(
          "slice alignment: " + alignmentBytes + " (expected: power of two in 1..4096)");
    }
    long offset = allocator.allocate(bytes, alignmentBytes);
    if (offset == ArenaAllocator.NONE) {
      throw full(bytes);
    }
    return new Slice(new SliceBlock(this, offset, bytes), offset, bytes);
  }

  private CallException.ArenaFull full(long bytes) {
    boolean everFits = bytes <= allocator.capacityBytes();
    return new CallException.ArenaFull(
        "arena: %d bytes asked for (expected: at most %d, the %s)"
            .formatted(
                bytes,
                everFits ? allocator.largestFreeBytes() : allocator.capacityBytes(),
                everFits ? "largest free block" : "whole arena"),
        everFits);
  }

  void free(long offset, long bytes) {
    allocator.free(offset, bytes);
    onFree.run();
  }

  MemorySegment memory(long offset, long bytes) {
    return region.asSlice(offset, bytes);
  }

  /** Whether a block of this size is free now. */
  boolean hasRoom(long bytes) {
    return allocator.largestFreeBytes() >= ArenaAllocator.blockBytes(bytes);
  }

  /** Fails where a block of this size can never be had. */
  void requireEverFits(long bytes) {
    if (bytes > allocator.capacityBytes()) {
      throw full(bytes);
    }
  }

  /** Size of the whole arena. */
  long capacityBytes() {
    return allocator.capacityBytes();
  }

  /** Sum of the free blocks. */
  long freeBytes() {
    return allocator.freeBytes();
  }
}
