package io.virtfun.benchmarks.micro;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.virtfun.verticles.bus.Bus;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A batch over the event bus, one way, from a consumer to another that sends it back.
 *
 * <p>With one batch under way between two event loops, each sleeps while the other works.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BusBenchmark {
  private static final int TRIPS = 4096;
  private static final int HOPS = 2 * TRIPS;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final Rally sameLoop;
  private final Rally otherLoop;

  /** How many batches are under way at a time. */
  @Param({"1", "16"})
  public int batches;

  /** Registers the consumers. */
  public BusBenchmark() {
    Bus.register(vertx);
    ContextInternal one = ((VertxInternal) vertx).createEventLoopContext();
    ContextInternal other = ((VertxInternal) vertx).createEventLoopContext();
    if (one.nettyEventLoop().equals(other.nettyEventLoop())) {
      throw new IllegalStateException("event loops: one for both contexts (expected: two)");
    }
    sameLoop = new Rally(vertx, "same", one, one);
    otherLoop = new Rally(vertx, "other", one, other);
  }

  /** Both consumers on one event loop. */
  @Benchmark
  @OperationsPerInvocation(HOPS)
  public void sameLoop() throws InterruptedException {
    sameLoop.play(batches, TRIPS);
  }

  /** Each consumer on an event loop of its own. */
  @Benchmark
  @OperationsPerInvocation(HOPS)
  public void otherLoop() throws InterruptedException {
    otherLoop.play(batches, TRIPS);
  }

  /** Ends Vert.x. */
  @TearDown(Level.Trial)
  public void close() {
    vertx.close().await();
  }
}
