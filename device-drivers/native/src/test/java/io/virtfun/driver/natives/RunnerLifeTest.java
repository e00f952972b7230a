package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.kit.TestCancellation;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When processes of the library end, and with what. */
class RunnerLifeTest {
  private static final long BACKOFF_NANOS = 100_000_000L;
  private static final int HANG = 4;
  private static final int WAIT_FOR_CANCEL = 5;
  private static final int CANCELLED_UNASKED = 18;

  @TempDir Path directory;
  private TestLibrary test;
  private Path library;

  @BeforeEach
  void compile() {
    test = new TestLibrary(directory);
    library = test.compile("library");
  }

  @ParameterizedTest
  @ValueSource(ints = {HANG, WAIT_FOR_CANCEL})
  void shouldStopACallThatHangsWhenItIsCancelled(int how) throws Exception {
    try (NativeDevice device = test.open(library, 2);
        Arena arena = Arena.ofShared();
        ExecutorService worker = Executors.newSingleThreadExecutor()) {
      DeviceFunction.Synchronous function = TestLibrary.function(device, "misbehave");
      TestCancellation cancellation = new TestCancellation();
      Invocation call =
          TestLibrary.invocation(arena, function.spec(), Map.of("how", how), new byte[1], 16)
              .withCancellation(cancellation);
      Future<Outcome> ended = worker.submit(() -> function.kernel().run(call));
      while (!device.isRunning(call)) {
        Thread.onSpinWait();
      }
      cancellation.request();

      assertEquals(Outcome.stopped(), ended.get());
      assertEquals(List.of(), test.lines);
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
    }
  }

  @Test
  void shouldNotStartACallThatIsCancelled() throws Exception {
    try (NativeDevice device = test.open(library, 1);
        Arena arena = Arena.ofShared()) {
      TestCancellation cancellation = new TestCancellation();
      cancellation.request();
      DeviceFunction.Synchronous function = TestLibrary.function(device, "misbehave");
      List<Long> before = device.pids();

      assertEquals(
          Outcome.stopped(),
          function
              .kernel()
              .run(
                  TestLibrary.invocation(
                          arena, function.spec(), Map.of("how", HANG), new byte[1], 16)
                      .withCancellation(cancellation)));
      assertEquals(before, device.pids());
    }
  }

  @Test
  void shouldSayWhetherALibrarysProcessIsThere() throws Exception {
    try (NativeDevice device = test.open(library, 1)) {
      long pid = device.pids().getFirst();
      assertEquals(new Probe.Available("process " + pid), device.check());
      ProcessHandle runner = ProcessHandle.of(pid).orElseThrow();
      runner.destroyForcibly();
      runner.onExit().get();

      assertEquals(
          new Probe.Unavailable("the library's process ended and cannot be started again yet"),
          device.check());
      test.nowNanos.addAndGet(BACKOFF_NANOS);
      assertInstanceOf(Probe.Available.class, device.check());
      assertNotEquals(List.of(pid), device.pids());
    }
  }

  @Test
  void shouldFailACallThatEndsAsCancelledWhenNobodyAsked() throws Exception {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(Outcome.deviceFailed(), TestLibrary.misbehave(device, CANCELLED_UNASKED));
      assertEquals(
          List.of("device lib: misbehave@1 failed: ended as cancelled, which nobody asked for"),
          test.lines);
    }
  }

  @Test
  void shouldEndCallsAndProcessesWhenClosedUnderLoad() throws Exception {
    NativeDevice device = test.open(library, 2);
    List<ProcessHandle> runners =
        device.pids().stream().map(ProcessHandle::of).flatMap(Optional::stream).toList();
    try (Arena arena = Arena.ofShared();
        ExecutorService workers = Executors.newFixedThreadPool(2)) {
      Future<Outcome> first = workers.submit(() -> hang(device, arena));
      Future<Outcome> second = workers.submit(() -> hang(device, arena));
      device.close();

      assertEquals(Outcome.deviceFailed(), first.get());
      assertEquals(Outcome.deviceFailed(), second.get());
      for (ProcessHandle runner : runners) {
        runner.onExit().get();
      }
      assertEquals(Outcome.deviceFailed(), hang(device, arena), "started after it was closed");
      device.close();
    }
  }

  private static Outcome hang(NativeDevice device, Arena arena) {
    DeviceFunction.Synchronous function = TestLibrary.function(device, "misbehave");
    return function
        .kernel()
        .run(TestLibrary.invocation(arena, function.spec(), Map.of("how", HANG), new byte[1], 16));
  }

  @Test
  void shouldLeaveNoDescriptorAndNoMappingWhenClosed() throws Exception {
    try (NativeDevice device = test.open(library, 1)) {
      TestLibrary.misbehave(device, 1);
    }
    List<String> before = open();
    for (int i = 0; i < 3; i++) {
      try (NativeDevice device = test.open(library, 2)) {
        TestLibrary.misbehave(device, i);
      }
    }

    assertEquals(before, open());
  }

  /** What the driver could leave open: its memory files and pipes. */
  private static List<String> open() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      for (Path fd : fds.toList()) {
        try {
          String target = Files.readSymbolicLink(fd).toString();
          if (target.contains("virtfun-lib")) {
            found.add(target);
          } else if (target.startsWith("pipe:")) {
            found.add("a pipe");
          }
        } catch (NoSuchFileException _) {
          // The listing's own.
        }
      }
    }
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.filter(line -> line.contains("virtfun-lib")).forEach(found::add);
    }
    return found;
  }

  @Test
  void shouldEndItsProcessesWhenItsOwnIsKilled() throws Exception {
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedDriver.class.getName(),
                library.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = driver.inputReader()) {
      List<ProcessHandle> runners = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        runners.add(ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow());
      }
      assertEquals("hangs", lines.readLine());
      driver.destroyForcibly();

      assertTrue(driver.waitFor() > 128);
      for (ProcessHandle runner : runners) {
        runner.onExit().get();
      }
    }
  }

  /** Opens a device with two slots and has one of them hang. */
  static final class DoomedDriver {
    private DoomedDriver() {}

    public static void main(String[] arguments) throws DeviceException {
      TestLibrary test = new TestLibrary(Path.of("."));
      NativeDevice device = test.open(Path.of(arguments[0]), 2);
      device.pids().forEach(System.out::println);
      Arena arena = Arena.global();
      DeviceFunction.Synchronous function = TestLibrary.function(device, "misbehave");
      Invocation call =
          TestLibrary.invocation(arena, function.spec(), Map.of("how", HANG), new byte[1], 16);
      Thread.ofPlatform().start(() -> function.kernel().run(call));
      while (!device.isRunning(call)) {
        Thread.onSpinWait();
      }
      System.out.println("hangs");
    }
  }
}
