package io.virtfun.broker.process;

import io.virtfun.shm.AttachReader;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.RegionReset;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.shm.linux.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/** A guest without an SDK, which does what the SDK never would. Looks instead of sleeping. */
final class RawGuest implements AutoCloseable {
  // Of docs/shared-memory.md, "LaneControl".
  private static final long QUARANTINE_REASON = 772;

  private final Fd socket;
  private final AttachReader attached = new AttachReader();
  private final MemorySegment memory;
  private GuestRegion region;
  private Catalogue catalogue;
  private SubmissionProducer submissions;
  private CompletionConsumer completions;

  RawGuest(String address) throws IOException {
    socket = UnixSocket.connect(Path.of(address.substring("unix:".length())));
    try {
      attach();
      memory = Memory.map(attached.region(), Memory.sizeBytes(attached.region()), Arena.ofAuto());
      open();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void attach() throws IOException {
    MessageSocket messages = new MessageSocket(socket.number());
    while (attached.region() == null || !attached.isComplete(2)) {
      MessageSocket.Message message = messages.receive();
      if (message == null) {
        Thread.onSpinWait();
      } else {
        attached.accept(message.value(), message.fd());
      }
    }
  }

  private void open() throws IOException {
    region = GuestRegion.open(memory);
    catalogue = region.catalogue();
    submissions = new SubmissionProducer(memory, region.lanes().getFirst());
    completions = new CompletionConsumer(memory, region.lanes().getFirst());
  }

  GuestRegion region() {
    return region;
  }

  MemorySegment memory() {
    return memory;
  }

  CompletionConsumer completions() {
    return completions;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  int function(String name) {
    return catalogue.functions().stream()
        .filter(function -> function.spec().name().equals(name))
        .mapToInt(Catalogue.Function::id)
        .findFirst()
        .orElseThrow();
  }

  void submit(SubmissionEntry entry) {
    if (!submissions.offer(entry)) {
      throw new AssertionError("no room for another call");
    }
  }

  /** As {@link #submit}, unless the queue is full. */
  boolean offer(SubmissionEntry entry) {
    return submissions.offer(entry);
  }

  int quarantineReason(int lane) {
    return memory.get(
        ValueLayout.JAVA_INT, region.lanes().get(lane).controlOffset() + QUARANTINE_REASON);
  }

  void publish() throws IOException {
    submissions.publish();
    ring();
  }

  /** Whether asked to or not. */
  void ring() throws IOException {
    EventFd.signal(attached.hostDoorbells().getFirst());
  }

  /** The memory file. */
  Fd regionFile() {
    return attached.region();
  }

  /** What rings the host, by vector. */
  List<Fd> hostDoorbells() {
    return attached.hostDoorbells();
  }

  /** What the host rings, by vector. */
  List<Fd> ownDoorbells() {
    return attached.ownDoorbells();
  }

  /** Ends the connection, but keeps the region and the doorbells until closed. */
  void detach() {
    socket.close();
  }

  /** Asks for a reset, waits for it, and begins anew. */
  void reset() throws IOException {
    RegionReset reset = RegionReset.request(memory);
    ring();
    while (!reset.isAnswered()) {
      Thread.onSpinWait();
    }
    open();
  }

  @Override
  public void close() {
    attached.close();
    socket.close();
  }
}
