package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.MessageSocket;
import io.virtfun.shm.linux.TestSystem;
import io.virtfun.shm.linux.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * A guest in a process of its own: attaches, submits numbered entries, and expects each back once
 * and in order. Sleeps on its doorbell whenever it has nothing to do.
 */
public final class EchoGuest {
  private final Fd socket;
  private final AttachReader attached;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;
  private final GuestRegion region;
  private final int capacity;
  private final Traffic traffic = new Traffic();
  private long submitted;
  private long completed;
  private long rings;

  private EchoGuest(Fd socket, AttachReader attached, GuestRegion region) {
    this.socket = socket;
    this.attached = attached;
    this.region = region;
    LaneGeometry lane = region.lanes().getFirst();
    submissions = new SubmissionProducer(region.memory(), lane);
    completions = new CompletionConsumer(region.memory(), lane);
    capacity = Math.min(lane.submissionCapacity(), lane.completionCapacity());
  }

  /** Path of the socket, then number of calls; prints how often it rang. */
  public static void main(String[] arguments) throws IOException {
    long calls = Long.parseLong(arguments[1]);
    try (Fd socket = UnixSocket.connect(Path.of(arguments[0]));
        AttachReader reader = new AttachReader();
        Arena arena = Arena.ofConfined()) {
      MessageSocket messages = new MessageSocket(socket.number());
      Fd file = null;
      while (file == null) {
        receive(socket, messages, reader);
        file = reader.region();
      }
      assertTrue(Memory.isSealed(file));
      GuestRegion region = GuestRegion.open(Memory.map(file, Memory.sizeBytes(file), arena));
      while (!reader.isComplete(region.lanes().size())) {
        receive(socket, messages, reader);
      }
      EchoGuest guest = new EchoGuest(socket, reader, region);
      guest.call(calls);
      System.out.println(guest.rings);
    }
  }

  private static void receive(Fd socket, MessageSocket messages, AttachReader reader)
      throws IOException {
    MessageSocket.Message message = messages.receive();
    if (message == null) {
      TestSystem.poll(-1, socket);
    } else {
      reader.accept(message.value(), message.fd());
    }
  }

  private void call(long calls) throws IOException {
    while (completed < calls) {
      int taken = takeCompletions();
      int sent = submitBatch(calls);
      if (taken + sent == 0) {
        if (completions.arm() == 0) {
          sleep();
        }
        completions.disarm();
      }
    }
  }

  private int takeCompletions() {
    int available = completions.available();
    for (int i = 0; i < available; i++) {
      traffic.check(completions, completed);
      Traffic.checkPayload(region.memory(), region.arenaOffset(), ~completed, completed, capacity);
      completed++;
    }
    if (available > 0) {
      completions.release();
    }
    return available;
  }

  private int submitBatch(long calls) throws IOException {
    long mayHave = Math.min(capacity - (submitted - completed), calls - submitted);
    long batch = Math.min(mayHave, 1 + (Traffic.mix(submitted) & 15));
    for (int i = 0; i < batch; i++) {
      Traffic.writePayload(region.memory(), region.arenaOffset(), submitted, submitted, capacity);
      assertTrue(submissions.offer(traffic.submission(submitted)), "a slot for every call");
      submitted++;
    }
    if (batch > 0 && submissions.publish()) {
      rings++;
      EventFd.signal(attached.hostDoorbells().getFirst());
    }
    return (int) batch;
  }

  private void sleep() throws IOException {
    Fd doorbell = attached.ownDoorbells().getFirst();
    List<Fd> ready = TestSystem.poll(-1, doorbell, socket);
    if (ready.contains(socket)) {
      throw new EOFException("the host closed the connection");
    }
    EventFd.drain(doorbell);
  }
}
