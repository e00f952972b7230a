package io.virtfun.guest;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ivshmem device as the kernel would show it in files, and a host behind it that looks at its
 * doorbell register all the time and answers every call with nothing.
 */
final class TestPciDevice implements AutoCloseable {
  private static final VarHandle REGISTER = ValueLayout.JAVA_INT.varHandle();
  private static final long REGISTERS_BYTES = 4096;
  private static final long OWN_PEER_ID = 8;
  private static final long DOORBELL = 12;
  private static final int SILENT = -1;
  private static final int CAPACITY = 4;

  private final Path folder;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment registers;
  private final MemorySegment memory;
  private final HostRegion region;
  private final Thread host;
  private volatile boolean answersResets = true;
  private volatile boolean beats = true;
  private volatile boolean closed;

  TestPciDevice(Path all, String address) throws IOException {
    folder = Files.createDirectory(all.resolve(address));
    text("vendor", "0x1af4\n");
    text("device", "0x1110\n");
    text("enable", "0\n");
    RegionGeometry geometry = TestHost.geometry(1 << 20, 1, CAPACITY);
    registers = file("resource0", REGISTERS_BYTES);
    memory = file("resource2", geometry.regionBytes());
    peerId(5);
    REGISTER.setVolatile(registers, DOORBELL, SILENT);
    region = new HostRegion(memory, geometry, TestFunctions.catalogue(), 0, 1);
    region.publish(RegionState.READY);
    host = Thread.ofPlatform().daemon().start(this::serve);
  }

  private void text(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private MemorySegment file(String name, long bytes) throws IOException {
    Path path = folder.resolve(name);
    Files.write(path, new byte[(int) bytes]);
    try (Fd fd = Fd.open(path)) {
      return Memory.map(fd, bytes, arena);
    }
  }

  private void serve() {
    SubmissionConsumer submissions = region.submissions(0);
    CompletionProducer completions = region.completions(0);
    while (!closed) {
      if (beats) {
        region.beat();
      }
      boolean rung = (int) REGISTER.getAndSet(registers, DOORBELL, SILENT) != SILENT;
      if (rung && answersResets && region.isResetRequested()) {
        long request = region.resetRequest();
        region.reset();
        submissions = region.submissions(0);
        completions = region.completions(0);
        region.publish(RegionState.READY);
        region.answerReset(request);
      }
      answer(submissions, completions);
      Thread.onSpinWait();
    }
  }

  private static void answer(SubmissionConsumer submissions, CompletionProducer completions) {
    SubmissionEntry call = new SubmissionEntry();
    CompletionEntry answer = new CompletionEntry();
    for (int i = submissions.available(); i > 0; i--) {
      submissions.take(call);
      answer.correlationId = call.correlationId();
      completions.write(answer);
    }
    submissions.release();
    completions.publish();
  }

  /** What the device says is the guest's id. */
  void peerId(int id) {
    REGISTER.setVolatile(registers, OWN_PEER_ID, id);
  }

  /** Binds it to a driver, in a group or in none. */
  void bind(String driver, String group) throws IOException {
    Files.createSymbolicLink(folder.resolve("driver"), Path.of("/drivers", driver));
    if (group != null) {
      Files.createSymbolicLink(folder.resolve("iommu_group"), Path.of("/groups", group));
    }
  }

  /** From now on the host behaves as one that hangs. */
  void ignoreResets() {
    answersResets = false;
  }

  /** From now on it behaves as one that was killed. */
  void die() {
    answersResets = false;
    beats = false;
  }

  HostRegion region() {
    return region;
  }

  MemorySegment memory() {
    return memory;
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    closed = true;
    try {
      host.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    arena.close();
  }
}
