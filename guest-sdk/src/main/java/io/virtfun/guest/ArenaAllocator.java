package io.virtfun.guest;

import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Divides the payload arena into blocks: the smallest free one that fits, merged with its
 * neighbours when freed. O(log n) in the number of free blocks.
 *
 * <p><b>Thread:</b> any. <b>Units:</b> bytes; offsets are from the region's start.
 */
final class ArenaAllocator {
  /** Alignment of every block, and the unit of its size. */
  static final int GRANULE_BYTES = 64;

  /** No block fits. */
  static final long NONE = -1;

  private static final Comparator<Block> BY_SIZE =
      Comparator.comparingLong(Block::sizeBytes).thenComparingLong(Block::offset);

  private final NavigableMap<Long, Block> byOffset = new TreeMap<>();
  private final NavigableSet<Block> bySize = new TreeSet<>(BY_SIZE);
  private final long capacityBytes;
  private long freeBytes;

  private record Block(long offset, long sizeBytes) {
    long end() {
      return offset + sizeBytes;
    }
  }

  ArenaAllocator(long offset, long sizeBytes) {
    long start = Math.ceilDiv(offset, GRANULE_BYTES) * GRANULE_BYTES;
    long end = (offset + sizeBytes) / GRANULE_BYTES * GRANULE_BYTES;
    capacityBytes = Math.max(0, end - start);
    if (capacityBytes > 0) {
      add(new Block(start, capacityBytes));
    }
  }

  /** What a block for so many bytes takes; no bytes take a granule, so that offsets differ. */
  static long blockBytes(long bytes) {
    return Math.max(1, Math.ceilDiv(bytes, GRANULE_BYTES)) * GRANULE_BYTES;
  }

  /**
   * Offset of a block for so many bytes, or {@link #NONE}.
   *
   * @param alignmentBytes a power of two
   */
  synchronized long allocate(long bytes, int alignmentBytes) {
    if (bytes > capacityBytes) {
      return NONE;
    }
    long wanted = blockBytes(bytes);
    Block found = fitting(wanted, alignmentBytes);
    if (found == null) {
      return NONE;
    }
    remove(found);
    long offset = align(found.offset, alignmentBytes);
    if (offset > found.offset) {
      add(new Block(found.offset, offset - found.offset));
    }
    if (offset + wanted < found.end()) {
      add(new Block(offset + wanted, found.end() - offset - wanted));
    }
    return offset;
  }

  private @Nullable Block fitting(long wanted, int alignmentBytes) {
    Block smallest = bySize.ceiling(new Block(0, wanted));
    if (smallest == null
        || align(smallest.offset, alignmentBytes) + wanted <= smallest.end()
        || alignmentBytes <= GRANULE_BYTES) {
      return smallest;
    }
    return bySize.ceiling(new Block(0, wanted + alignmentBytes - GRANULE_BYTES));
  }

  private static long align(long offset, int alignmentBytes) {
    return (offset + alignmentBytes - 1) & -alignmentBytes;
  }

  /**
   * Takes back what {@link #allocate} gave for so many bytes.
   *
   * <p><b>Errors:</b> {@link IllegalStateException} when a part of it is free already.
   */
  synchronized void free(long offset, long bytes) {
    Block freed = new Block(offset, blockBytes(bytes));
    Map.Entry<Long, Block> before = byOffset.lowerEntry(freed.end());
    if (before != null && before.getValue().end() > offset) {
      throw new IllegalStateException(
          "arena block at %d of %d bytes: freed twice".formatted(offset, freed.sizeBytes));
    }
    long start = offset;
    long end = freed.end();
    if (before != null && before.getValue().end() == offset) {
      start = before.getKey();
      remove(before.getValue());
    }
    Block after = byOffset.get(end);
    if (after != null) {
      end = after.end();
      remove(after);
    }
    add(new Block(start, end - start));
  }

  private void add(Block block) {
    byOffset.put(block.offset, block);
    bySize.add(block);
    freeBytes += block.sizeBytes;
  }

  private void remove(Block block) {
    byOffset.remove(block.offset);
    bySize.remove(block);
    freeBytes -= block.sizeBytes;
  }

  /** Size of the whole arena. */
  long capacityBytes() {
    return capacityBytes;
  }

  /** Sum of the free blocks. */
  synchronized long freeBytes() {
    return freeBytes;
  }

  /** Largest free block. */
  synchronized long largestFreeBytes() {
    return bySize.isEmpty() ? 0 : bySize.last().sizeBytes;
  }
}
