package io.virtfun.benchmarks.micro;

import io.virtfun.driver.software.SoftwareDriverProvider;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import io.virtfun.verticles.lane.Lane;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A lane at work without a bus: copying entries, checking them, admitting or refusing them, and
 * answering. The guest's share of writing and reading entries is in every figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LaneBenchmark {
  private static final int BATCH = 64;
  private static final int PAYLOAD_BYTES = 64;
  private static final Outcome NOTHING = Outcome.ok(0);

  private final List<Call> dispatched = new ArrayList<>(BATCH);
  private final CompletionEntry read = new CompletionEntry();
  private final BothSides region;
  private final SubmissionProducer submissions;
  private final CompletionConsumer completions;
  private final Lane lane;
  private final SubmissionEntry accepted;
  private final SubmissionEntry unknownFunction;
  private final SubmissionEntry badSlice;

  /** Opens a lane with the functions of the software device. */
  public LaneBenchmark() {
    Routes routes = routes();
    try {
      region = new BothSides(routes.catalogue());
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
    submissions = region.submissions();
    completions = region.completions();
    lane =
        new Lane(
            new Lane.Place(region.host(), 0, new CallPool(0), region),
            Gate.open(routes),
            new Devices());
    int noop = routes.catalogue().find("noop").orElseThrow().id();
    long input = region.arenaOffset();
    accepted = new SubmissionEntry().set(1, noop, input, PAYLOAD_BYTES);
    unknownFunction = new SubmissionEntry().set(1, Integer.MAX_VALUE, input, PAYLOAD_BYTES);
    badSlice = new SubmissionEntry().set(1, noop, 0, PAYLOAD_BYTES);
  }

  private final class Devices implements Lane.Outbox {
    @Override
    public void dispatch(Call call) {
      dispatched.add(call);
    }

    @Override
    public void stop(Call call) {
      throw new AssertionError("nobody cancels");
    }
  }

  private static Routes routes() {
    return Routes.of(
        Map.of(
            new DeviceRoute(1, "cpu0", BATCH),
            new SoftwareDriverProvider()
                .open(new DeviceConfig("cpu0", 0, Map.of())).functions().stream()
                    .map(DeviceFunction::spec)
                    .toList()));
  }

  /** A no-op call is taken, dispatched, finished and answered, {@value #BATCH} at a time. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long accepted() {
    take(accepted);
    for (int i = 0; i < dispatched.size(); i++) {
      Call call = dispatched.get(i);
      call.ended(0, NOTHING);
      lane.finish(call);
    }
    dispatched.clear();
    return answered();
  }

  /** An entry with a function that nobody has. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long unknownFunction() {
    take(unknownFunction);
    return answered();
  }

  /** An entry with an input outside the arena. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long badSlice() {
    take(badSlice);
    return answered();
  }

  private void take(SubmissionEntry entry) {
    for (int i = 0; i < BATCH; i++) {
      submissions.offer(entry);
    }
    submissions.publish();
    lane.poll(BATCH, 0);
  }

  private long answered() {
    lane.flush();
    long sum = 0;
    for (int left = completions.available(); left > 0; left--) {
      completions.take(read);
      sum += read.status;
    }
    completions.release();
    return sum;
  }

  /** Unmaps the region. */
  @TearDown(Level.Trial)
  public void close() {
    lane.close();
    region.close();
  }
}
