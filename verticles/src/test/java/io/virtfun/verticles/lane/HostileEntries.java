package io.virtfun.verticles.lane;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Entries near and far from valid ones: mutated in a field or two, or all chance. */
final class HostileEntries {
  private static final int[] FIELDS_OF_32_BITS = {8, 32, 36, 40, 44, 60};
  private static final int[] FIELDS_OF_64_BITS = {0, 16, 24, 48, 56};
  static final long ARENA_BYTES_IN_USE = 65_536;

  private final SplittableRandom random;
  private final long[] boundaries;
  private final long arenaStart;
  private final long[] recentIds = new long[16];

  HostileEntries(SplittableRandom random, long arenaStart, long arenaEnd) {
    this.random = random;
    this.arenaStart = arenaStart;
    this.boundaries =
        new long[] {
          0,
          1,
          -1,
          63,
          64,
          arenaStart - 1,
          arenaStart,
          arenaEnd - 1,
          arenaEnd,
          Integer.MAX_VALUE,
          0xFFFF_FFFFL,
          0x1_0000_0000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MAX_VALUE - 0xFFFF_FFFFL,
          -arenaStart
        };
  }

  RawEntry next() {
    if (random.nextInt(8) == 0) {
      return new RawEntry().u64(0, recentIds[random.nextInt(recentIds.length)]).flags(2);
    }
    RawEntry entry = random.nextInt(8) == 0 ? chance() : nearlyValid();
    if (random.nextInt(4) == 0) {
      entry.u8(14, random.nextInt(6)).u32(40, random.nextInt(100));
    }
    for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
      mutate(entry);
    }
    return entry;
  }

  private RawEntry chance() {
    RawEntry entry = new RawEntry();
    for (int at = 0; at < 64; at += 8) {
      entry.u64(at, random.nextLong());
    }
    return entry;
  }

  private RawEntry nearlyValid() {
    int function = 1 + random.nextInt(TestRoutes.FUNCTIONS);
    int m = 1 + random.nextInt(16);
    RawEntry entry =
        new RawEntry()
            .u64(0, newId())
            .function(function)
            .input(arenaOffset(), 4L * m)
            .output(arenaOffset(), 64 + 8L * m);
    if (function == TestRoutes.SCALED_ID) {
      entry.u32(44, m);
    }
    if (function == TestRoutes.KEYED_ID) {
      entry.indirect(arenaOffset(), 36);
    }
    return entry;
  }

  private long newId() {
    long id = random.nextLong();
    recentIds[random.nextInt(recentIds.length)] = id;
    return id;
  }

  private long arenaOffset() {
    return arenaStart + random.nextLong(ARENA_BYTES_IN_USE) / 64 * 64;
  }

  private void mutate(RawEntry entry) {
    switch (random.nextInt(5)) {
      case 0 -> entry.u8(random.nextInt(64), random.nextInt());
      case 1 -> entry.flags(random.nextInt(4));
      case 2 -> entry.u32(FIELDS_OF_32_BITS[random.nextInt(6)], (int) boundary());
      default -> entry.u64(FIELDS_OF_64_BITS[random.nextInt(5)], boundary());
    }
  }

  private long boundary() {
    return boundaries[random.nextInt(boundaries.length)] + random.nextInt(3) - 1;
  }

  /** Writes chance over the part of the arena in which arguments lie. */
  void scribble(MemorySegment memory) {
    for (int i = 0; i < 16; i++) {
      long at = arenaStart + random.nextLong(ARENA_BYTES_IN_USE);
      memory.set(ValueLayout.JAVA_BYTE, at, (byte) (random.nextInt(3) * random.nextInt()));
    }
  }
}
