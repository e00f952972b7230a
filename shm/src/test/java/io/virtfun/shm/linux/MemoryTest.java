package io.virtfun.shm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Memory files keep their size whatever a peer does, and mappings share their bytes. */
class MemoryTest {
  private static final int F_ADD_SEALS = 1033;
  private static final int F_SEAL_WRITE = 8;
  private static final long SIZE = 1 << 16;

  @Test
  void shouldNeitherShrinkNorGrow() throws IOException {
    try (Fd fd = Memory.createSealed("test", SIZE)) {
      assertTrue(Memory.isSealed(fd));
      for (long size : new long[] {0, SIZE - 1, SIZE / 2, SIZE + 1, SIZE * 2}) {
        assertEquals(-TestSystem.EPERM, Libc.ftruncate(fd.number(), size), "to " + size);
      }
      assertEquals(SIZE, Memory.sizeBytes(fd));
    }
  }

  @Test
  void shouldAdmitNoFurtherSeals() throws IOException {
    try (Fd fd = Memory.createSealed("test", SIZE)) {
      assertEquals(-TestSystem.EPERM, Libc.fcntl(fd.number(), F_ADD_SEALS, F_SEAL_WRITE));
    }
  }

  @Test
  void shouldTellFileThatIsNotSealed() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.memfdCreate(arena.allocateFrom("unsealed"), 2);
      try (Fd fd = Fd.require(answer, "memfd_create")) {
        assertFalse(Memory.isSealed(fd));
        assertEquals(0, Memory.sizeBytes(fd));
      }
    }
  }

  @Test
  void shouldStartZeroed() throws IOException {
    try (Fd fd = Memory.createSealed("test", SIZE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapping = Memory.map(fd, SIZE, arena);
      assertEquals(SIZE, mapping.byteSize());
      assertEquals(-1, mapping.mismatch(arena.allocate(SIZE)));
    }
  }

  @Test
  void shouldShareBytesBetweenMappings() throws IOException {
    try (Fd fd = Memory.createSealed("test", SIZE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment one = Memory.map(fd, SIZE, arena);
      MemorySegment other = Memory.map(fd, SIZE, arena);
      assertTrue(one.address() != other.address());
      one.set(ValueLayout.JAVA_LONG, 0, 42);
      other.set(ValueLayout.JAVA_LONG, SIZE - 8, 43);
      assertEquals(42, other.get(ValueLayout.JAVA_LONG, 0));
      assertEquals(43, one.get(ValueLayout.JAVA_LONG, SIZE - 8));
    }
  }

  @Test
  void shouldKeepMappingWhenFileIsClosedAndUnmapWithArena() throws IOException {
    long files = TestSystem.openFds();
    try (Arena arena = Arena.ofConfined()) {
      Fd fd = Memory.createSealed("kept", SIZE);
      MemorySegment mapping = Memory.map(fd, SIZE, arena);
      fd.close();
      assertEquals(files, TestSystem.openFds());
      mapping.set(ValueLayout.JAVA_LONG, 0, 1);
      assertEquals(1, TestSystem.mappings("kept"));
    }
    assertEquals(0, TestSystem.mappings("kept"));
  }

  @Test
  void shouldSayWhyMappingFails() throws IOException {
    try (Fd eventFd = EventFd.create(0);
        Fd memory = Memory.createSealed("test", SIZE);
        Arena arena = Arena.ofConfined()) {
      LinuxException e = assertThrows(LinuxException.class, () -> Memory.map(eventFd, SIZE, arena));
      assertTrue(e.getMessage().startsWith("mmap of 65536 bytes: "), e.getMessage());
      assertThrows(LinuxException.class, () -> Memory.map(memory, 0, arena));
    }
  }

  @Test
  void shouldCloseFileWhenItCannotHaveTheSize() throws IOException {
    long files = TestSystem.openFds();
    LinuxException e = assertThrows(LinuxException.class, () -> Memory.createSealed("test", -1));
    assertTrue(e.getMessage().startsWith("ftruncate to -1 bytes: "), e.getMessage());
    assertEquals(files, TestSystem.openFds());
  }
}
