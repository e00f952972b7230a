package io.virtfun.shm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ringing doorbells of peers that are not trusted. */
class DoorbellRingerTest {
  /** The count at which an eventfd is full. */
  private static final long FULL = -2;

  private long filesBefore;
  private DoorbellRinger ringer;

  @BeforeEach
  void open() throws IOException {
    filesBefore = TestSystem.openFds();
    ringer = DoorbellRinger.open();
    assumeTrue(ringer instanceof AioRinger, "the kernel refuses asynchronous I/O here");
  }

  @AfterEach
  void closeAndCount() throws IOException {
    ringer.close();
    ringer.close();
    assertEquals(filesBefore, TestSystem.openFds(), "open descriptors");
  }

  @Test
  void shouldRingAtFlush() throws IOException {
    assertFalse(ringer.mayBlock());
    try (Fd doorbell = EventFd.create(0)) {
      ringer.ring(doorbell);
      assertFalse(TestSystem.isReadable(doorbell));
      ringer.flush();
      assertEquals(1, EventFd.drain(doorbell));
      ringer.flush();
      assertFalse(TestSystem.isReadable(doorbell), "rung once only");
    }
  }

  @Test
  void shouldRingSeveralPerFlush() throws IOException {
    try (Fd one = EventFd.create(0);
        Fd other = EventFd.create(0)) {
      ringer.ring(one);
      ringer.ring(other);
      ringer.ring(one);
      ringer.flush();
      assertEquals(2, EventFd.drain(one));
      assertEquals(1, EventFd.drain(other));
    }
  }

  @Test
  void shouldRingMoreThanOneBatchPerFlush() throws IOException {
    for (int count : new int[] {63, 64, 65, 128, 129, 1000}) {
      List<Fd> doorbells = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        doorbells.add(EventFd.create(0));
        ringer.ring(doorbells.getLast());
      }
      ringer.flush();
      for (Fd doorbell : doorbells) {
        assertEquals(1, EventFd.drain(doorbell), "of " + count);
        doorbell.close();
      }
    }
  }

  @Test
  void shouldKeepRingingForLong() throws IOException {
    try (Fd doorbell = EventFd.create(0)) {
      for (int i = 0; i < 100_000; i++) {
        ringer.ring(doorbell);
        ringer.flush();
      }
      assertEquals(100_000, EventFd.drain(doorbell));
    }
  }

  /** A plain write would wait here until the peer reads, which it never does. */
  @Test
  void shouldNotBlockWhenPeerFilledTheCountAndMadeItBlocking() throws IOException {
    try (Fd hostile = EventFd.create(0);
        Fd fine = EventFd.create(0)) {
      assertEquals(8, TestSystem.add(hostile, FULL));
      assertEquals(-Libc.EAGAIN, TestSystem.add(hostile, 1), "a blocking write would wait");
      TestSystem.makeBlocking(hostile);
      for (int i = 0; i < 200; i++) {
        ringer.ring(hostile);
        ringer.ring(fine);
        ringer.flush();
      }
      assertEquals(200, EventFd.drain(fine));
      assertEquals(-1, EventFd.drain(hostile), "the kernel's overflow mark");
    }
  }

  @Test
  void shouldRingTheOthersWhenOneIsNoDoorbell() throws IOException {
    try (Fd before = EventFd.create(0);
        Fd none = Memory.createSealed("test", 4096);
        Fd after = EventFd.create(0)) {
      ringer.ring(before);
      ringer.ring(none);
      ringer.ring(none);
      ringer.ring(after);
      LinuxException e = assertThrows(LinuxException.class, ringer::flush);
      assertTrue(e.getMessage().startsWith("io_submit: "), e.getMessage());
      assertEquals(1, EventFd.drain(before));
      assertEquals(1, EventFd.drain(after));
      ringer.flush();
      assertFalse(TestSystem.isReadable(after));
    }
  }

  @Test
  void shouldRingLastOfBatchWhenAnEarlierOneIsNoDoorbell() throws IOException {
    try (Fd none = Memory.createSealed("test", 4096);
        Fd last = EventFd.create(0)) {
      ringer.ring(none);
      for (int i = 1; i < 63; i++) {
        ringer.ring(last);
      }
      assertThrows(LinuxException.class, () -> ringer.ring(last));
      assertEquals(63, EventFd.drain(last));
    }
  }

  @Test
  void shouldRefuseClosedDoorbell() throws IOException {
    Fd doorbell = EventFd.create(0);
    doorbell.close();
    assertThrows(IllegalStateException.class, () -> ringer.ring(doorbell));
    ringer.flush();
  }

  @Test
  void shouldForgetNotedDoorbellsWhenClosed() throws IOException {
    try (Fd doorbell = EventFd.create(0)) {
      ringer.ring(doorbell);
      ringer.close();
      assertFalse(TestSystem.isReadable(doorbell));
    }
  }

  @Test
  void shouldRingAtOnceWhenWriting() throws IOException {
    WriteRinger writing = new WriteRinger();
    assertInstanceOf(DoorbellRinger.class, writing);
    assertTrue(writing.mayBlock());
    try (Fd doorbell = EventFd.create(0)) {
      writing.ring(doorbell);
      writing.ring(doorbell);
      assertEquals(2, EventFd.drain(doorbell));
      writing.flush();
      assertEquals(0, EventFd.drain(doorbell));
      assertEquals(8, TestSystem.add(doorbell, FULL));
      writing.ring(doorbell);
      assertEquals(FULL, EventFd.drain(doorbell));
    }
    writing.close();
  }
}
