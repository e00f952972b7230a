package io.virtfun.shm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Counting, full and closed event descriptors. */
class EventFdTest {
  @Test
  void shouldCountSignalsUntilDrained() throws IOException {
    try (Fd fd = EventFd.create(2)) {
      EventFd.signal(fd);
      EventFd.signal(fd);
      assertTrue(TestSystem.isReadable(fd));
      assertEquals(4, EventFd.drain(fd));
      assertFalse(TestSystem.isReadable(fd));
      assertEquals(0, EventFd.drain(fd));
    }
  }

  @Test
  void shouldTakeFullCountForSignalled() throws IOException {
    try (Fd fd = EventFd.create(0)) {
      assertEquals(8, TestSystem.add(fd, -2));
      EventFd.signal(fd);
      assertEquals(-2, EventFd.drain(fd));
    }
  }

  @Test
  void shouldSayWhatFailsWhenDescriptorIsNone() throws IOException {
    try (Fd memory = Memory.createSealed("test", 4096);
        Arena arena = Arena.ofConfined()) {
      // A memory file takes the write and gives the read at its end: neither is an event count.
      Libc.read(memory.number(), arena.allocate(4096));
      Fd closed = EventFd.create(0);
      closed.close();
      assertThrows(IllegalStateException.class, () -> EventFd.signal(closed));
      assertThrows(IllegalStateException.class, () -> EventFd.drain(closed));
    }
    Fd none = new Fd(1 << 29);
    LinuxException e = assertThrows(LinuxException.class, () -> EventFd.signal(none));
    assertEquals(9, e.errno());
    assertTrue(e.getMessage().startsWith("write to eventfd: "), e.getMessage());
    assertTrue(e.getMessage().endsWith("(errno 9)"), e.getMessage());
    assertThrows(LinuxException.class, () -> EventFd.drain(none));
  }

  @Test
  void shouldCloseDescriptorOnce() throws IOException {
    Fd first = EventFd.create(0);
    int number = first.number();
    first.close();
    try (Fd second = EventFd.create(0)) {
      assertEquals(number, second.number(), "the kernel gives the lowest free number");
      first.close();
      EventFd.signal(second);
      assertEquals(1, EventFd.drain(second));
    }
    assertEquals("fd " + number + " (closed)", first.toString());
  }
}
