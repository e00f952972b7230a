package io.virtfun.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The doorbell handshake as a store-buffering litmus test, run by the production queue ends.
 *
 * <p>In each round one thread publishes an entry while another arms. The forbidden outcome: the
 * producer is not told to ring, and the consumer sees no entry. Both would then wait for ever.
 */
final class HandshakeLitmus {
  private static final int CAPACITY = 2;
  private static final long LANE_BYTES =
      Layouts.LANE_CONTROL.byteSize() + 2 * CAPACITY * Queues.ENTRY_BYTES;

  private final int lanes;
  private final SubmissionProducer[] producers;
  private final SubmissionConsumer[] consumers;
  private final boolean[] rings;
  private final boolean[] sees;
  private final AtomicInteger arrived = new AtomicInteger();
  private final Duel duel = new Duel();
  private volatile boolean done;
  private long rounds;
  private long forbidden;

  /** Runs so many rounds at once, each on a lane of its own. */
  HandshakeLitmus(Fences fences, int lanes) {
    this.lanes = lanes;
    producers = new SubmissionProducer[lanes];
    consumers = new SubmissionConsumer[lanes];
    rings = new boolean[lanes];
    sees = new boolean[lanes];
    MemorySegment memory = Arena.ofAuto().allocate(lanes * LANE_BYTES, 128);
    for (int i = 0; i < lanes; i++) {
      long control = i * LANE_BYTES;
      long entries = control + Layouts.LANE_CONTROL.byteSize();
      long wakeup = control + Queues.SUBMISSION_WAKEUP;
      LaneGeometry lane = new LaneGeometry(control, entries, entries, CAPACITY, CAPACITY, 0);
      producers[i] = new SubmissionProducer(memory, lane, fences.signaller(memory, wakeup));
      consumers[i] = new SubmissionConsumer(memory, lane, 0, fences.sleeper(memory, wakeup));
    }
  }

  /** Runs until there were that many forbidden outcomes, or at most that many rounds. */
  HandshakeLitmus run(long enough, long mostRounds) throws Exception {
    duel.run(() -> produce(enough, mostRounds), this::consume);
    return this;
  }

  long rounds() {
    return rounds;
  }

  long forbidden() {
    return forbidden;
  }

  private void produce(long enough, long mostRounds) {
    SubmissionEntry entry = new SubmissionEntry().set(1, 1, 0, 0);
    int generation = 0;
    while (!done) {
      for (SubmissionProducer producer : producers) {
        producer.offer(entry);
      }
      meet(++generation);
      skew(rounds);
      for (int i = 0; i < lanes; i++) {
        rings[i] = producers[i].publish();
      }
      meet(++generation);
      for (int i = 0; i < lanes; i++) {
        forbidden += rings[i] || sees[i] ? 0 : 1;
      }
      rounds += lanes;
      done = forbidden >= enough || rounds >= mostRounds;
      meet(++generation);
    }
  }

  private void consume() {
    SubmissionEntry entry = new SubmissionEntry();
    int generation = 0;
    while (!done) {
      meet(++generation);
      skew(~rounds);
      for (int i = 0; i < lanes; i++) {
        sees[i] = consumers[i].arm() > 0;
      }
      meet(++generation);
      for (SubmissionConsumer consumer : consumers) {
        consumer.disarm();
        consumer.available();
        consumer.take(entry);
        consumer.release();
      }
      meet(++generation);
    }
  }

  /** Lets the sides start a little apart, differently each time. */
  private static void skew(long seed) {
    for (long spins = Traffic.mix(seed) & 31; spins > 0; spins--) {
      Thread.onSpinWait();
    }
  }

  /** Waits until both sides have come here for the n-th time. */
  private void meet(int generation) {
    arrived.incrementAndGet();
    for (int turn = 0; arrived.get() < 2 * generation; turn++) {
      duel.pause(turn);
    }
  }

  /** Prints what each choice of fences gives; for a look at another machine. */
  public static void main(String[] arguments) throws Exception {
    long mostRounds = Long.parseLong(arguments[0]);
    int lanes = Integer.parseInt(arguments[1]);
    for (Fences fences : Fences.values()) {
      long start = System.nanoTime();
      HandshakeLitmus litmus = new HandshakeLitmus(fences, lanes).run(Long.MAX_VALUE, mostRounds);
      System.out.printf(
          "%s: %d forbidden outcomes in %d rounds, %d ms%n",
          fences, litmus.forbidden(), litmus.rounds(), (System.nanoTime() - start) / 1_000_000);
    }
  }
}
