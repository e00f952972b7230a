package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each queue between two threads, millions of entries: every one once, in order, with every byte,
 * and the payload that was written before it.
 */
class QueueStressTest {
  private final Duel duel = new Duel();

  /** Batches of changing size, at most a queue full. */
  private static int batch(long number, int capacity) {
    return 1 + (int) ((Traffic.mix(number) & 0x7FFF_FFFF) % capacity);
  }

  @ParameterizedTest
  @CsvSource({"2, 10000", "64, 300000", "4096, 2000000"})
  void shouldDeliverEverySubmissionOnceAndInOrder(int capacity, long entries) throws Exception {
    HostRegion region = TestRegions.ready(Arena.ofAuto(), 1, capacity);
    duel.run(
        () -> submitAll(region, capacity, entries),
        () -> takeAllSubmissions(region, capacity, entries));
    long control = region.geometry().lane(0).controlOffset();
    assertEquals(
        entries, Fields.get(region.memory(), control, Layouts.LANE_CONTROL, "submissionHead"));
  }

  private void submitAll(HostRegion region, int capacity, long entries) throws RegionException {
    GuestRegion guest = GuestRegion.open(region.memory());
    SubmissionProducer queue = new SubmissionProducer(guest.memory(), guest.lanes().getFirst());
    Traffic traffic = new Traffic();
    long number = 0;
    while (number < entries) {
      int batch = batch(number, capacity);
      for (int i = 0; i < batch && number < entries; i++) {
        SubmissionEntry entry = traffic.submission(number);
        for (int turn = 0; !queue.offer(entry); turn++) {
          queue.publish();
          duel.pause(turn);
        }
        // The slot is the entry's: as many as there are entries in the queue.
        Traffic.writePayload(guest.memory(), guest.arenaOffset(), ~number, number, capacity);
        number++;
      }
      queue.publish();
    }
  }

  private void takeAllSubmissions(HostRegion region, int capacity, long entries) {
    SubmissionConsumer queue = region.submissions(0);
    MemorySegment memory = region.memory();
    Traffic traffic = new Traffic();
    long number = 0;
    for (int turn = 0; number < entries; turn++) {
      int available = queue.available();
      assertTrue(available >= 0 && available <= capacity, "available: " + available);
      for (int i = 0; i < available; i++) {
        traffic.check(queue, number);
        Traffic.checkPayload(memory, region.geometry().arenaOffset(), ~number, number, capacity);
        number++;
      }
      if (available > 0) {
        queue.release();
        turn = 0;
      }
      duel.pause(turn);
    }
    assertEquals(0, queue.available());
  }

  @ParameterizedTest
  @CsvSource({"2, 10000", "64, 300000", "4096, 2000000"})
  void shouldDeliverEveryCompletionOnceAndInOrder(int capacity, long entries) throws Exception {
    HostRegion region = TestRegions.ready(Arena.ofAuto(), 1, capacity);
    duel.run(
        () -> completeAll(region, capacity, entries),
        () -> takeAllCompletions(region, capacity, entries));
    long control = region.geometry().lane(0).controlOffset();
    assertEquals(
        entries, Fields.get(region.memory(), control, Layouts.LANE_CONTROL, "completionHead"));
  }

  private void completeAll(HostRegion region, int capacity, long entries) {
    CompletionProducer queue = region.completions(0);
    long arenaOffset = region.geometry().arenaOffset();
    Traffic traffic = new Traffic();
    long number = 0;
    for (int turn = 0; number < entries; turn++) {
      int free = queue.free();
      assertTrue(free >= 0 && free <= capacity, "free: " + free);
      int batch = Math.min(free, batch(number, capacity));
      for (int i = 0; i < batch && number < entries; i++) {
        Traffic.writePayload(region.memory(), arenaOffset, ~number, number, capacity);
        queue.write(traffic.completion(number));
        number++;
      }
      if (batch > 0) {
        queue.publish();
        turn = 0;
      }
      duel.pause(turn);
    }
  }

  private void takeAllCompletions(HostRegion region, int capacity, long entries)
      throws RegionException {
    GuestRegion guest = GuestRegion.open(region.memory());
    CompletionConsumer queue = new CompletionConsumer(guest.memory(), guest.lanes().getFirst());
    Traffic traffic = new Traffic();
    long number = 0;
    for (int turn = 0; number < entries; turn++) {
      int available = queue.available();
      for (int i = 0; i < available; i++) {
        traffic.check(queue, number);
        Traffic.checkPayload(guest.memory(), guest.arenaOffset(), ~number, number, capacity);
        number++;
      }
      if (available > 0) {
        queue.release();
        turn = 0;
      }
      duel.pause(turn);
    }
    assertEquals(0, queue.available());
  }
}
