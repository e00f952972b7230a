package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArenaAllocatorTest {
  private static final long START = 4096;
  private static final int GRANULE = ArenaAllocator.GRANULE_BYTES;

  private record Block(long offset, long bytes) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAgreeWithABitmapWhenUsedAtRandom(long seed) {
    int granules = 1000;
    Random random = new Random(seed);
    ArenaAllocator allocator = new ArenaAllocator(START, granules * (long) GRANULE);
    BitSet taken = new BitSet(granules);
    List<Block> blocks = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (blocks.isEmpty() || random.nextInt(100) < 52) {
        allocate(allocator, taken, blocks, random);
      } else {
        Block block = blocks.remove(random.nextInt(blocks.size()));
        allocator.free(block.offset, block.bytes);
        taken.clear(first(block), end(block));
      }
      assertEquals((granules - taken.cardinality()) * (long) GRANULE, allocator.freeBytes());
      assertEquals(longestFreeRun(taken, granules) * GRANULE, allocator.largestFreeBytes());
    }
  }

  private static void allocate(
      ArenaAllocator allocator, BitSet taken, List<Block> blocks, Random random) {
    long bytes = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(300);
    int alignment = 1 << random.nextInt(13);
    long largest = allocator.largestFreeBytes();
    long offset = allocator.allocate(bytes, alignment);
    if (offset == ArenaAllocator.NONE) {
      long slack = Math.max(0, alignment - GRANULE);
      assertTrue(ArenaAllocator.blockBytes(bytes) + slack > largest, "refused what fits");
      return;
    }
    Block block = new Block(offset, bytes);
    assertEquals(0, offset % Math.max(alignment, GRANULE));
    assertTrue(offset >= START);
    assertTrue(end(block) <= taken.size() + 1000);
    assertEquals(0, taken.get(first(block), end(block)).cardinality(), "given out twice");
    taken.set(first(block), end(block));
    blocks.add(block);
  }

  private static int first(Block block) {
    return (int) ((block.offset - START) / GRANULE);
  }

  private static int end(Block block) {
    return first(block) + (int) (ArenaAllocator.blockBytes(block.bytes) / GRANULE);
  }

  private static long longestFreeRun(BitSet taken, int granules) {
    int longest = 0;
    int at = taken.nextClearBit(0);
    while (at < granules) {
      int end = taken.nextSetBit(at);
      end = end < 0 ? granules : end;
      longest = Math.max(longest, end - at);
      at = taken.nextClearBit(end);
    }
    return longest;
  }

  @ParameterizedTest
  @CsvSource({"0, 64", "1, 64", "64, 64", "65, 128", "52428800, 52428800"})
  void shouldRoundUpToGranules(long bytes, long blockBytes) {
    ArenaAllocator allocator = new ArenaAllocator(0, 1 << 27);

    allocator.allocate(bytes, 1);

    assertEquals((1 << 27) - blockBytes, allocator.freeBytes());
  }

  @Test
  void shouldHoldTwoBlocksOf50MebibytesIn128() {
    ArenaAllocator allocator = new ArenaAllocator(36_864, (128 << 20) - 36_864);
    long bytes = 50 << 20;
    for (int round = 0; round < 100; round++) {
      long input = allocator.allocate(bytes, 64);
      long output = allocator.allocate(bytes, 4096);

      assertNotEquals(ArenaAllocator.NONE, input);
      assertNotEquals(ArenaAllocator.NONE, output);
      allocator.free(round % 2 == 0 ? input : output, bytes);
      allocator.free(round % 2 == 0 ? output : input, bytes);
    }
  }

  @Test
  void shouldGiveBlocksOfNoBytesTheirOwnOffsets() {
    ArenaAllocator allocator = new ArenaAllocator(0, 1024);

    assertNotEquals(allocator.allocate(0, 1), allocator.allocate(0, 1));
  }

  @Test
  void shouldUseAnArenaWhoseEndsAreNotAligned() {
    ArenaAllocator allocator = new ArenaAllocator(10, 200);

    assertEquals(128, allocator.capacityBytes());
    assertEquals(64, allocator.allocate(128, 1));
    assertEquals(ArenaAllocator.NONE, allocator.allocate(1, 1));
  }

  @Test
  void shouldRefuseEverythingWhenThereIsNoArena() {
    ArenaAllocator allocator = new ArenaAllocator(64, 63);

    assertEquals(ArenaAllocator.NONE, allocator.allocate(0, 1));
    assertEquals(0, allocator.largestFreeBytes());
  }

  @Test
  void shouldRefuseMoreThanTheArena() {
    ArenaAllocator allocator = new ArenaAllocator(0, 1024);

    assertEquals(ArenaAllocator.NONE, allocator.allocate(1025, 1));
    assertEquals(ArenaAllocator.NONE, allocator.allocate(Long.MAX_VALUE, 4096));
    assertEquals(1024, allocator.freeBytes());
  }

  @Test
  void shouldFailWhenABlockIsFreedTwice() {
    ArenaAllocator allocator = new ArenaAllocator(0, 1024);
    long first = allocator.allocate(100, 1);
    long second = allocator.allocate(100, 1);
    allocator.free(first, 100);

    assertThrows(IllegalStateException.class, () -> allocator.free(first, 100));
    allocator.free(second, 100);
    assertThrows(IllegalStateException.class, () -> allocator.free(second, 100));
    assertEquals(1024, allocator.largestFreeBytes());
  }

  @Test
  void shouldLoseNothingWhenManyThreadsUseIt() {
    ArenaAllocator allocator = new ArenaAllocator(0, 1 << 20);

    IntStream.range(0, 4)
        .parallel()
        .forEach(
            thread -> {
              Random random = new Random(thread);
              for (int i = 0; i < 20_000; i++) {
                int bytes = random.nextInt(2000);
                long offset = allocator.allocate(bytes, 1);
                if (offset != ArenaAllocator.NONE) {
                  allocator.free(offset, bytes);
                }
              }
            });

    assertEquals(1 << 20, allocator.largestFreeBytes());
  }
}
