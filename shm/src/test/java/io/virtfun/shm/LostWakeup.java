package io.virtfun.shm;

import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.TestSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A producer whose every entry is the last one before it waits, and a consumer that sleeps on its
 * doorbell whenever it sees none: a lost wake-up leaves both waiting.
 *
 * <p>A third thread looks for that state: both sides have been waiting through two looks, the
 * doorbell has not rung, and an entry lies in the queue. Nobody is left who could ring, however
 * slow the machine; it counts the loss, rings itself, and the run goes on.
 */
final class LostWakeup {
  private static final int MOST_SPINS = 31;
  private static final int MILLIS_BETWEEN_LOOKS = 2;

  private final MemorySegment region;
  private final LaneGeometry lane;
  private final SubmissionProducer producer;
  private final SubmissionConsumer consumer;
  private final boolean looksAgain;
  private final long entries;
  private final Duel duel = new Duel();
  // Odd while the side waits for the other one.
  private final AtomicInteger producerWaits = new AtomicInteger();
  private final AtomicInteger consumerWaits = new AtomicInteger();
  // Brings the sides together: the number of the entry that is about to be published.
  private final AtomicLong announced = new AtomicLong();
  private final AtomicInteger lost = new AtomicInteger();
  private long sleeps;
  private long rings;

  /**
   * A run over the production queue ends.
   *
   * @param looksAgain whether the consumer looks at the queue between arming and sleeping
   */
  LostWakeup(Fences fences, boolean looksAgain, long entries) {
    HostRegion host = TestRegions.ready(Arena.ofAuto(), 1, 2);
    region = host.memory();
    lane = host.geometry().lane(0);
    long wakeup = lane.controlOffset() + Queues.SUBMISSION_WAKEUP;
    producer = new SubmissionProducer(region, lane, fences.signaller(region, wakeup));
    consumer = new SubmissionConsumer(region, lane, 0, fences.sleeper(region, wakeup));
    this.looksAgain = looksAgain;
    this.entries = entries;
  }

  /** Runs to the end, or to so many losses. */
  LostWakeup run(int enough) throws Exception {
    try (Fd doorbell = EventFd.create(0);
        Fd ended = EventFd.create(0)) {
      Duel watched = new Duel();
      watched.run(
          () -> {
            duel.run(() -> produce(doorbell, enough), () -> consume(doorbell));
            EventFd.signal(ended);
          },
          () -> watch(doorbell, ended));
    }
    return this;
  }

  int lost() {
    return lost.get();
  }

  long sleeps() {
    return sleeps;
  }

  long rings() {
    return rings;
  }

  private void produce(Fd doorbell, int enough) throws IOException {
    SubmissionEntry entry = new SubmissionEntry();
    for (long number = 1; number <= entries; number++) {
      boolean last = number == entries || lost.get() >= enough;
      producer.offer(entry.set(last ? 0 : number, 1, 0, 0));
      announced.set(number);
      linger(number);
      if (producer.publish()) {
        rings++;
        EventFd.signal(doorbell);
      }
      producerWaits.incrementAndGet();
      for (int turn = 0; position(Queues.SUBMISSION_HEAD) != number; turn++) {
        duel.pause(turn);
      }
      producerWaits.incrementAndGet();
      if (last) {
        return;
      }
    }
  }

  private void consume(Fd doorbell) throws IOException {
    SubmissionEntry entry = new SubmissionEntry();
    long taken = 0;
    do {
      while (consumer.available() == 0) {
        for (int turn = 0; announced.get() <= taken; turn++) {
          duel.pause(turn);
        }
        linger(~taken);
        if (consumer.arm() == 0 || !looksAgain) {
          sleep(doorbell);
        }
        consumer.disarm();
      }
      consumer.take(entry);
      consumer.release();
      taken++;
    } while (entry.correlationId() != 0);
  }

  private void sleep(Fd doorbell) throws IOException {
    sleeps++;
    consumerWaits.incrementAndGet();
    TestSystem.poll(-1, doorbell);
    consumerWaits.incrementAndGet();
    EventFd.drain(doorbell);
  }

  /** Pauses for a changing number of turns, so that arming and publishing meet in every way. */
  private static void linger(long seed) {
    for (long spins = Traffic.mix(seed) & MOST_SPINS; spins > 0; spins--) {
      Thread.onSpinWait();
    }
  }

  private void watch(Fd doorbell, Fd ended) throws IOException {
    int producerBefore = 0;
    int consumerBefore = 0;
    while (TestSystem.poll(MILLIS_BETWEEN_LOOKS, ended).isEmpty()) {
      int producerNow = producerWaits.get();
      int consumerNow = consumerWaits.get();
      boolean bothWaited =
          producerNow == producerBefore
              && consumerNow == consumerBefore
              && (producerNow & consumerNow & 1) == 1;
      if (bothWaited
          && !TestSystem.isReadable(doorbell)
          && position(Queues.SUBMISSION_TAIL) != position(Queues.SUBMISSION_HEAD)
          && producerWaits.get() == producerNow
          && consumerWaits.get() == consumerNow) {
        lost.incrementAndGet();
        EventFd.signal(doorbell);
      }
      producerBefore = producerNow;
      consumerBefore = consumerNow;
    }
  }

  private long position(long field) {
    return (long) Queues.U64.getAcquire(region, lane.controlOffset() + field);
  }

  /** Prints what each choice of fences gives; for a look at another machine. */
  public static void main(String[] arguments) throws Exception {
    for (Fences fences : Fences.values()) {
      long start = System.nanoTime();
      LostWakeup run = new LostWakeup(fences, true, Long.parseLong(arguments[0]));
      run.run(Integer.MAX_VALUE);
      System.out.printf(
          "%s: %d lost of %s, %d sleeps, %d rings, %d ms%n",
          fences,
          run.lost(),
          arguments[0],
          run.sleeps(),
          run.rings(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }
}
