package io.virtfun.driver.kit;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** {@code echo} on workers and {@code reverse} on threads of its own, each with the fault. */
final class CrookedDevice implements Device {
  static final FunctionSpec REVERSE = spec("reverse", "The input's bytes, last first");
  static final List<Thread> LEFT_THREADS = Collections.synchronizedList(new ArrayList<>());
  static final List<Channel> LEFT_CHANNELS = Collections.synchronizedList(new ArrayList<>());
  private static final long BESIDE_NANOS = 1_000_000;

  private final int slots;
  private final Fault fault;
  private final ExecutorService engine;
  private final Semaphore free;
  private final AtomicInteger running = new AtomicInteger();
  private boolean closed;

  CrookedDevice(int slots, Fault fault) {
    this.slots = slots;
    this.fault = fault;
    this.engine = Executors.newFixedThreadPool(slots);
    this.free = new Semaphore(slots);
    if (fault == Fault.LEAVES_A_THREAD) {
      LEFT_THREADS.add(Thread.ofPlatform().daemon().name("left").start(LockSupport::park));
    }
  }

  private static FunctionSpec spec(String name, String summary) {
    return new FunctionSpec(
        name, 1, summary, true, 1, List.of(), SizeRule.any(), SizeRule.exactly(Term.input(1)));
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public List<DeviceFunction> functions() {
    String summary = fault == Fault.OTHER_DESCRIPTION ? "What came in" : "The input, unchanged";
    return List.of(
        Synchronous.worker(spec("echo", summary), this::echo),
        new Asynchronous(REVERSE, this::reverse));
  }

  @Override
  public Probe check() {
    return fault == Fault.SAYS_IT_IS_BROKEN
        ? new Probe.Unavailable("broken")
        : new Probe.Available("open");
  }

  private Outcome echo(Invocation call) {
    if (call.cancellation().isRequested()) {
      return fault == Fault.FAILS_CANCELLED_CALLS ? Outcome.deviceFailed() : Outcome.stopped();
    }
    boolean beside = running.incrementAndGet() > 1;
    long size = call.input().byteSize();
    call.output().asSlice(0, size).copyFrom(call.input());
    if (fault == Fault.WRONG_BESIDE_ANOTHER) {
      LockSupport.parkNanos(BESIDE_NANOS);
      beside |= running.get() > 1;
    }
    running.decrementAndGet();
    misbehave(call, beside);
    return Outcome.ok(size);
  }

  private void misbehave(Invocation call, boolean beside) {
    MemorySegment output = call.output();
    switch (fault) {
      case WRONG_ECHO -> flip(output);
      case WRONG_BESIDE_ANOTHER -> {
        if (beside) {
          flip(output);
        }
      }
      case WRITES_OUTSIDE -> write(output.address() + output.byteSize());
      case WRITES_INPUT -> write(call.input().address());
      case BELIEVES_THE_GUEST -> {
        LockSupport.parkNanos(BESIDE_NANOS);
        if (call.input().mismatch(output.asSlice(0, call.input().byteSize())) >= 0) {
          throw new IllegalStateException("the input has changed");
        }
      }
      case LEAVES_A_DESCRIPTOR -> {
        try {
          LEFT_CHANNELS.add(Files.newByteChannel(Path.of("/dev/null")));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      default -> {}
    }
  }

  private static void flip(MemorySegment output) {
    if (output.byteSize() > 0) {
      output.set(ValueLayout.JAVA_BYTE, 0, (byte) ~output.get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  @SuppressWarnings("restricted")
  private static void write(long address) {
    MemorySegment.ofAddress(address).reinterpret(1).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
  }

  private void reverse(Invocation call, Completion completion) {
    if (!free.tryAcquire()) {
      completion.complete(Outcome.deviceFailed());
      return;
    }
    try {
      engine.execute(() -> end(reversed(call), completion));
    } catch (RejectedExecutionException _) {
      end(Outcome.deviceFailed(), completion);
    }
  }

  private Outcome reversed(Invocation call) {
    long size = call.input().byteSize();
    boolean backwards = fault != Fault.WRONG_REVERSE;
    for (long i = 0; i < size; i++) {
      byte value = call.input().get(ValueLayout.JAVA_BYTE, backwards ? size - 1 - i : i);
      call.output().set(ValueLayout.JAVA_BYTE, i, value);
    }
    return Outcome.ok(size);
  }

  private void end(Outcome outcome, Completion completion) {
    if (fault == Fault.FREES_ITS_SLOT_LATE) {
      completion.complete(outcome);
      LockSupport.parkNanos(BESIDE_NANOS);
      free.release();
      return;
    }
    free.release();
    completion.complete(outcome);
    if (fault == Fault.ENDS_TWICE) {
      completion.complete(outcome);
    }
  }

  @Override
  public void close() {
    if (closed && fault == Fault.CLOSES_ONCE) {
      throw new IllegalStateException("closed before");
    }
    closed = true;
    engine.close();
  }
}
