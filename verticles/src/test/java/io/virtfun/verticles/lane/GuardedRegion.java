package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.LaneGeometry;
import io.virtfun.shm.RegionException;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A region in a memory file, between two stretches that nobody may touch, and what every byte of it
 * must be: what the guest wrote, and what the host may have written.
 */
final class GuardedRegion implements AutoCloseable {
  static final String FILE_NAME = "virtfun-guarded";
  static final long REGION_BYTES = 128 << 10;
  static final int QUEUE_CAPACITY = 16;
  private static final long GUARD_BYTES = 64 << 10;
  private static final byte CANARY = 0x5C;

  private final Arena arena = Arena.ofShared();
  private final Catalogue catalogue = TestRoutes.of(1, 1).catalogue();
  private final RegionGeometry geometry =
      new RegionGeometry(REGION_BYTES, 1, QUEUE_CAPACITY, CatalogueCodec.sizeBytes(catalogue));
  private final MemorySegment hostSide;
  private final MemorySegment guestSide;
  private final MemorySegment expected;
  private HostRegion host;

  GuardedRegion() {
    long sizeBytes = REGION_BYTES + 2 * GUARD_BYTES;
    try (Fd file = Memory.createSealed(FILE_NAME, sizeBytes)) {
      hostSide = Memory.map(file, sizeBytes, arena);
      guestSide = Memory.map(file, sizeBytes, arena);
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    expected = arena.allocate(sizeBytes, 4096);
    renew();
  }

  /** Begins with a new region. */
  void renew() {
    hostSide.fill(CANARY);
    MemorySegment memory = hostSide.asSlice(GUARD_BYTES, REGION_BYTES);
    memory.fill((byte) 0);
    host = new HostRegion(memory, geometry, catalogue, 0, 1);
    host.publish(RegionState.READY);
    expected.copyFrom(hostSide);
  }

  HostRegion host() {
    return host;
  }

  LaneGeometry lane() {
    return geometry.lane(0);
  }

  long arenaStart() {
    return geometry.arenaOffset();
  }

  /** The arena as the host sees it. */
  MemorySegment arena() {
    return host.memory().asSlice(arenaStart(), geometry.arenaBytes());
  }

  /** Writes as the guest. */
  void write(long offset, MemorySegment bytes) {
    MemorySegment.copy(bytes, 0, guestSide, GUARD_BYTES + offset, bytes.byteSize());
    MemorySegment.copy(bytes, 0, expected, GUARD_BYTES + offset, bytes.byteSize());
  }

  /** Writes as the guest. */
  void writeU8(long offset, int value) {
    guestSide.set(ValueLayout.JAVA_BYTE, GUARD_BYTES + offset, (byte) value);
    expected.set(ValueLayout.JAVA_BYTE, GUARD_BYTES + offset, (byte) value);
  }

  /** Writes as the guest. */
  void writeU32(long offset, int value) {
    guestSide.set(ValueLayout.JAVA_INT, GUARD_BYTES + offset, value);
    expected.set(ValueLayout.JAVA_INT, GUARD_BYTES + offset, value);
  }

  /** Writes as the guest. */
  void writeU64(long offset, long value) {
    guestSide.set(ValueLayout.JAVA_LONG, GUARD_BYTES + offset, value);
    expected.set(ValueLayout.JAVA_LONG, GUARD_BYTES + offset, value);
  }

  int readU32(long offset) {
    return guestSide.get(ValueLayout.JAVA_INT, GUARD_BYTES + offset);
  }

  long readU64(long offset) {
    return guestSide.get(ValueLayout.JAVA_LONG, GUARD_BYTES + offset);
  }

  /** Some bytes as they are now. */
  MemorySegment slice(long offset, long sizeBytes) {
    return guestSide.asSlice(GUARD_BYTES + offset, sizeBytes);
  }

  /** What lies there is what the host may have written. */
  void accept(long offset, long sizeBytes) {
    MemorySegment.copy(guestSide, GUARD_BYTES + offset, expected, GUARD_BYTES + offset, sizeBytes);
  }

  /** As {@link #accept}, for a slice of the host's mapping. */
  void acceptSlice(MemorySegment slice) {
    accept(slice.address() - host.memory().address(), slice.byteSize());
  }

  /** Nobody wrote what was not his. */
  void assertAsExpected() {
    long at = guestSide.mismatch(expected);
    assertEquals(-1, at < 0 ? at : at - GUARD_BYTES, "offset of a byte that nobody may write");
  }

  /** Lays the region out anew as a broker does when asked; the arena keeps its bytes. */
  void reset() {
    long request = host.resetRequest();
    host.reset();
    host.publish(RegionState.READY);
    host.answerReset(request);
    accept(0, arenaStart());
    try {
      GuestRegion.open(guestSide.asSlice(GUARD_BYTES, REGION_BYTES));
    } catch (RegionException e) {
      throw new AssertionError("a region that was reset cannot be opened", e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
