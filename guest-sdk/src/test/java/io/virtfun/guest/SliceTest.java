package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SliceTest {
  private final Arena memory = Arena.ofShared();
  private final ArenaAllocator allocator = new ArenaAllocator(128, 4096);
  private final AtomicInteger freed = new AtomicInteger();
  private final PayloadArena arena =
      new PayloadArena(memory.allocate(8192, 64), allocator, freed::incrementAndGet);

  @AfterEach
  void unmap() {
    if (memory.scope().isAlive()) {
      memory.close();
    }
  }

  @Test
  void shouldReadWhatWasWritten() {
    Slice slice = arena.allocate(100, 64);

    slice.write(Buffer.buffer("hello")).write(95, Buffer.buffer("world"));

    assertEquals("hello", slice.read(0, 5).toString());
    assertEquals("world", slice.read(95, 5).toString());
    assertEquals(100, slice.read().length());
  }

  @Test
  void shouldLieInsideItsMemoryWhenTouchedDirectly() {
    Slice slice = arena.allocate(100, 64);

    slice.segment().set(ValueLayout.JAVA_BYTE, 99, (byte) 7);

    assertEquals(7, slice.read(99, 1).getByte(0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> slice.segment().set(ValueLayout.JAVA_BYTE, 100, (byte) 7));
  }

  @Test
  void shouldRefuseWhatLeavesIt() {
    Slice slice = arena.allocate(10, 64);

    assertThrows(IndexOutOfBoundsException.class, () -> slice.write(Buffer.buffer("eleven byte")));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.write(8, Buffer.buffer("abc")));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.read(5, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(-1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(4, 7));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(4, 6).slice(1, 6));
  }

  @Test
  void shouldFailWhenUsedAfterItsEnd() {
    Slice slice = arena.allocate(10, 64);
    Slice part = slice.slice(2, 3);
    slice.close();

    assertThrows(IllegalStateException.class, slice::close);
    assertThrows(IllegalStateException.class, slice::segment);
    assertThrows(IllegalStateException.class, slice::read);
    assertThrows(IllegalStateException.class, slice::lend);
    assertThrows(IllegalStateException.class, () -> slice.slice(0, 1));
    assertThrows(IllegalStateException.class, part::segment);
    assertThrows(IllegalStateException.class, part::lend);
    assertFalse(part.isLent());
  }

  @Test
  void shouldGiveItsBlockBackOnce() {
    Slice slice = arena.allocate(10, 64);
    slice.slice(0, 5).close();
    assertEquals(0, freed.get());

    slice.close();

    assertEquals(1, freed.get());
    assertEquals(4096, allocator.largestFreeBytes());
  }

  @Test
  void shouldBeOutOfReachWhileLent() {
    Slice slice = arena.allocate(10, 64);
    slice.lend();

    assertThrows(IllegalStateException.class, slice::segment);
    assertThrows(IllegalStateException.class, slice::lend);
    assertThrows(IllegalStateException.class, slice::close);

    slice.giveBack();
    assertNotNull(slice.segment());
    slice.close();
  }

  @Test
  void shouldStayWhileAPartIsLent() {
    Slice slice = arena.allocate(10, 64);
    Slice part = slice.slice(0, 5);
    part.lend();

    assertThrows(IllegalStateException.class, slice::close);
    assertNotNull(slice.slice(5, 5).segment());

    part.giveBack();
    slice.close();
  }

  @Test
  void shouldThrowWhenTheMemoryIsUnmapped() {
    Slice slice = arena.allocate(10, 64);
    MemorySegment segment = slice.segment();

    memory.close();

    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
    assertThrows(IllegalStateException.class, slice::read);
    assertThrows(IllegalStateException.class, () -> slice.write(Buffer.buffer("a")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 8192})
  void shouldRefuseAlignmentsThatAreNone(int alignment) {
    var failure = assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, alignment));

    assertEquals(
        "slice alignment: " + alignment + " (expected: power of two in 1..4096)",
        failure.getMessage());
  }

  @Test
  void shouldSayHowMuchThereIsWhenFull() {
    arena.allocate(4000, 64);

    assertEquals(
        "arena: 100 bytes asked for (expected: at most 64, the largest free block)",
        assertThrows(CallException.ArenaFull.class, () -> arena.allocate(100, 64)).getMessage());
    assertEquals(
        "arena: 5000 bytes asked for (expected: at most 4096, the whole arena)",
        assertThrows(CallException.ArenaFull.class, () -> arena.allocate(5000, 64)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> arena.allocate(-1, 64));
  }
}
