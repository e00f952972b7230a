package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a driver throws or answers, its call ends as failed and the others go on. */
@ExtendWith(VertxExtension.class)
final class DeviceFailureTest {
  private static final List<Supplier<Throwable>> THROWN =
      List.of(
          () -> new IllegalStateException("broken"),
          () -> new OutOfMemoryError("none left"),
          () -> new StackOverflowError("too deep"),
          () -> new InternalError("a fault in mapped memory"),
          () -> new NoClassDefFoundError("io/driver/Missing"),
          () -> new AssertionError("a bug"),
          () -> new IOException("not declared"));

  static Stream<Arguments> failures() {
    return Stream.of("inline", "worker", "async")
        .flatMap(kind -> THROWN.stream().map(thrown -> Arguments.of(kind, thrown.get())));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static ScriptedDevice device(Kernel failing) {
    return new ScriptedDevice(1)
        .inline("inline", failing)
        .worker("worker", failing)
        .async("async", (invocation, completion) -> completion.complete(failing.run(invocation)))
        .inline("good-inline", _ -> Outcome.ok(1))
        .worker("good-worker", _ -> Outcome.ok(1))
        .async("good-async", (_, completion) -> completion.complete(Outcome.ok(1)));
  }

  private static void assertFailsAlone(DeviceHarness bus, String kind) throws InterruptedException {
    for (int round = 0; round < 3; round++) {
      Call bad = bus.call(kind);
      bus.send(
          bus.call("good-inline"),
          bus.call("good-worker"),
          bad,
          bus.call("good-inline"),
          bus.call("good-async"));
      for (Call call : bus.next(5)) {
        assertEquals(call == bad ? Outcome.deviceFailed() : Outcome.ok(1), call.outcome());
      }
    }
    assertFalse(bus.hasReturned());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldFailTheCallWhenTheKernelThrows(String kind, Throwable thrown, Vertx vertx)
      throws InterruptedException {
    Kernel failing =
        _ -> {
          DeviceFailureTest.<RuntimeException>sneak(thrown);
          return Outcome.ok(0);
        };
    assertFailsAlone(new DeviceHarness(vertx, device(failing)), kind);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldFailTheCallWhenTheKernelAnswersNothing(String kind, Vertx vertx)
      throws InterruptedException {
    assertFailsAlone(new DeviceHarness(vertx, device(_ -> null)), kind);
  }

  static Stream<String> kinds() {
    return Stream.of("inline", "worker", "async");
  }

  @Test
  void shouldKeepTheOutcomeWhenAnAsynchronousKernelThrowsAfterIt(Vertx vertx)
      throws InterruptedException {
    ScriptedDevice device =
        new ScriptedDevice(1)
            .async(
                "f",
                (_, completion) -> {
                  completion.complete(Outcome.ok(3));
                  throw new IllegalStateException("too late");
                });
    DeviceHarness bus = new DeviceHarness(vertx, device);
    assertEquals(Outcome.ok(3), bus.run(bus.call("f")).outcome());
    assertEquals(Outcome.ok(3), bus.run(bus.call("f")).outcome());
    assertFalse(bus.hasReturned());
  }
}
