package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.linux.DoorbellRinger;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.shm.linux.TestSystem;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Host and guest in two processes: attached over a real socket, both queues full of traffic, both
 * sides asleep on their doorbells whenever they have nothing to do.
 */
class CrossProcessIT {
  private static final int GUEST = 9;
  private static final String MEMORY_NAME = "cross-process";

  @TempDir private Path directory;
  private final Traffic traffic = new Traffic();
  private HostRegion region;
  private Fd connection;
  private Fd hostDoorbell;
  private Fd guestDoorbell;

  @ParameterizedTest
  @CsvSource({"2, 10000", "64, 200000", "1024, 600000"})
  void shouldDeliverEveryCallOnceAndInOrder(int capacity, long calls) throws Exception {
    long rings = withGuest(capacity, calls, () -> serve(calls, capacity));
    assertTrue(rings >= 1 && rings <= calls, "rings: " + rings);
  }

  @Test
  void shouldEndGuestWhenHostClosesConnection() throws Exception {
    Path path = directory.resolve("s");
    try (Fd listening = TestSystem.listen(path)) {
      Process guest = start(path, 1);
      accept(guest, listening).close();
      String output = new String(guest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, guest.waitFor(), output);
      assertTrue(output.contains("the peer closed the connection"), output);
    }
  }

  private interface Host {
    void serve() throws IOException;
  }

  /** Lays a region out, attaches a guest process to it and serves it; what the guest printed. */
  private long withGuest(int capacity, long calls, Host host) throws Exception {
    long files = TestSystem.openFds();
    Path path = directory.resolve("s");
    RegionGeometry geometry = TestRegions.geometry(1, capacity, TestRegions.CATALOGUE);
    long printed;
    try (Arena arena = Arena.ofShared();
        Fd file = Memory.createSealed(MEMORY_NAME, geometry.regionBytes());
        Fd listening = TestSystem.listen(path)) {
      MemorySegment memory = Memory.map(file, geometry.regionBytes(), arena);
      region = new HostRegion(memory, geometry, TestRegions.CATALOGUE, 0, 1);
      region.publish(RegionState.READY);
      Process guest = start(path, calls);
      try (Fd accepted = accept(guest, listening);
          Fd own = EventFd.create(0);
          Fd peer = EventFd.create(0)) {
        connection = accepted;
        hostDoorbell = own;
        guestDoorbell = peer;
        attach(file);
        host.serve();
        String output =
            new String(guest.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, guest.waitFor(), output);
        printed = Long.parseLong(output);
      } finally {
        guest.destroyForcibly();
      }
    }
    assertEquals(files, TestSystem.openFds(), "open descriptors");
    assertEquals(0, TestSystem.mappings(MEMORY_NAME));
    return printed;
  }

  private static Process start(Path path, long calls) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            EchoGuest.class.getName(),
            path.toString(),
            Long.toString(calls))
        .redirectErrorStream(true)
        .start();
  }

  private static Fd accept(Process guest, Fd listening) throws IOException {
    while (TestSystem.poll(100, listening).isEmpty()) {
      assertTrue(guest.isAlive(), "the guest ended before it connected");
    }
    return TestSystem.accept(listening);
  }

  private void attach(Fd file) throws IOException {
    MessageSocket messages = new MessageSocket(connection.number());
    messages.send(Ivshmem.PROTOCOL_VERSION, null);
    messages.send(GUEST, null);
    messages.send(Ivshmem.REGION, file);
    messages.send(Ivshmem.HOST_PEER_ID, hostDoorbell);
    messages.send(GUEST, guestDoorbell);
  }

  private void serve(long calls, int capacity) throws IOException {
    SubmissionConsumer submissions = region.submissions(0);
    CompletionProducer completions = region.completions(0);
    try (DoorbellRinger ringer = DoorbellRinger.open()) {
      long number = 0;
      while (number < calls) {
        int available = submissions.available();
        assertTrue(available >= 0 && available <= completions.free(), "a slot for every entry");
        for (int i = 0; i < available; i++) {
          answer(submissions, completions, number, capacity);
          number++;
        }
        if (available > 0) {
          submissions.release();
          if (completions.publish()) {
            ringer.ring(guestDoorbell);
            ringer.flush();
          }
        } else {
          if (submissions.arm() == 0) {
            sleep();
          }
          submissions.disarm();
        }
      }
    }
  }

  private void answer(
      SubmissionConsumer submissions, CompletionProducer completions, long number, int capacity) {
    long arenaOffset = region.geometry().arenaOffset();
    traffic.check(submissions, number);
    Traffic.checkPayload(region.memory(), arenaOffset, number, number, capacity);
    Traffic.writePayload(region.memory(), arenaOffset, ~number, number, capacity);
    completions.write(traffic.completion(number));
  }

  private void sleep() throws IOException {
    List<Fd> ready = TestSystem.poll(-1, hostDoorbell, connection);
    if (ready.contains(connection)) {
      throw new EOFException("the guest closed the connection");
    }
    EventFd.drain(hostDoorbell);
  }
}
