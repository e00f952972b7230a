package io.virtfun.benchmarks.micro;

import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.CompletionProducer;
import io.virtfun.shm.SubmissionConsumer;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.LinuxException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An entry from guest to host and one back, all four queue ends on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
  private static final int BATCH = 64;

  private final SubmissionEntry submission = new SubmissionEntry().set(1, 1, 0, 0);
  private final SubmissionEntry taken = new SubmissionEntry();
  private final CompletionEntry completion = new CompletionEntry();
  private final CompletionEntry read = new CompletionEntry();
  private final BothSides region;
  private final SubmissionProducer guestSubmissions;
  private final SubmissionConsumer hostSubmissions;
  private final CompletionProducer hostCompletions;
  private final CompletionConsumer guestCompletions;

  /** Maps a region. */
  public QueueBenchmark() {
    try {
      region = new BothSides(new Catalogue(List.of(), List.of()));
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    guestSubmissions = region.submissions();
    hostSubmissions = region.host().submissions(0);
    hostCompletions = region.host().completions(0);
    guestCompletions = region.completions();
  }

  /** Nobody sleeps, so nobody asks to be rung. */
  @Setup(Level.Trial)
  public void disarm() {
    hostSubmissions.disarm();
    guestCompletions.disarm();
  }

  /** Each side publishes one entry. */
  @Benchmark
  public long one() {
    return roundTrip(1);
  }

  /** Each side publishes {@value #BATCH} entries at once. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batch() {
    return roundTrip(BATCH);
  }

  private long roundTrip(int entries) {
    for (int i = 0; i < entries; i++) {
      guestSubmissions.offer(submission);
    }
    guestSubmissions.publish();
    for (int left = Math.min(hostSubmissions.available(), hostCompletions.free());
        left > 0;
        left--) {
      hostSubmissions.take(taken);
      completion.correlationId = taken.correlationId();
      hostCompletions.write(completion);
    }
    hostSubmissions.release();
    hostCompletions.publish();
    long sum = 0;
    for (int left = guestCompletions.available(); left > 0; left--) {
      guestCompletions.take(read);
      sum += read.correlationId;
    }
    guestCompletions.release();
    return sum;
  }

  /** Unmaps the region. */
  @TearDown(Level.Trial)
  public void close() {
    region.close();
  }
}
