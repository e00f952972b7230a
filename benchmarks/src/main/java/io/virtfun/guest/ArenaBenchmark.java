package io.virtfun.guest;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Blocks from the payload arena and back. In this package, since the allocator is not public.
 *
 * <p>Part of the arena is held in blocks of many sizes with gaps between them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArenaBenchmark {
  private static final long ARENA_BYTES = 64 << 20;
  private static final int HELD = 1024;
  private static final int PAGE_BYTES = 4096;
  private static final int HELD_MOST_BYTES = 16 * PAGE_BYTES;
  private static final int SIZES = 256;
  private static final long SEED = 1;

  private final ArenaAllocator allocator = new ArenaAllocator(PAGE_BYTES, ARENA_BYTES);
  private final int[] sizes = new int[SIZES];
  private int next;

  /** Fragments the arena. */
  public ArenaBenchmark() {
    SplittableRandom random = new SplittableRandom(SEED);
    long[] offsets = new long[HELD];
    int[] held = new int[HELD];
    for (int i = 0; i < HELD; i++) {
      held[i] = random.nextInt(1, HELD_MOST_BYTES);
      offsets[i] = allocator.allocate(held[i], ArenaAllocator.GRANULE_BYTES);
    }
    for (int i = 0; i < HELD; i += 2) {
      allocator.free(offsets[i], held[i]);
    }
    for (int i = 0; i < SIZES; i++) {
      sizes[i] = random.nextInt(1, HELD_MOST_BYTES);
    }
  }

  /** A block of 64 bytes. */
  @Benchmark
  public long small() {
    return allocateAndFree(ArenaAllocator.GRANULE_BYTES, ArenaAllocator.GRANULE_BYTES);
  }

  /** Blocks of 1 byte to 64 KiB. */
  @Benchmark
  public long mixed() {
    next = (next + 1) % SIZES;
    return allocateAndFree(sizes[next], ArenaAllocator.GRANULE_BYTES);
  }

  /** A block of 1 MiB that begins at a page. */
  @Benchmark
  public long largeAligned() {
    return allocateAndFree(1 << 20, PAGE_BYTES);
  }

  private long allocateAndFree(long bytes, int alignmentBytes) {
    long offset = allocator.allocate(bytes, alignmentBytes);
    allocator.free(offset, bytes);
    return offset;
  }
}
