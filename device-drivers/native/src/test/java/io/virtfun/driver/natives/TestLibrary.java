package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The C library of the tests, compiled, and devices that run it. */
final class TestLibrary {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final AtomicLong nowNanos = new AtomicLong();
  private final Path directory;

  TestLibrary(Path directory) {
    this.directory = directory;
  }

  /** Compiles the library; skips a test, with a line that says why, where there is no compiler. */
  Path compile(String name, String... macros) {
    Path library = directory.resolve(name + ".so");
    try {
      copy("virtfun_function.h");
      List<String> command = new ArrayList<>(List.of("cc", "-std=c11", "-Wall", "-Wextra"));
      // The functions are to misbehave as written.
      command.addAll(
          List.of(
              "-Werror",
              "-Wno-infinite-recursion",
              "-Wno-unused-function",
              "-Wno-unused-const-variable"));
      command.add("-Wno-unterminated-string-initialization");
      command.addAll(List.of("-O1", "-shared", "-fPIC", "-D_DEFAULT_SOURCE"));
      for (String macro : macros) {
        command.add("-D" + macro);
      }
      command.addAll(List.of("-o", library.toString(), copy("library.c").toString()));
      Process compiler;
      try {
        compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException _) {
        assumeTrue(false, "cc is not installed");
        throw new AssertionError();
      }
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, compiler.waitFor(), said);
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Path copy(String resource) throws IOException {
    Path file = directory.resolve(resource);
    try (InputStream in =
        Objects.requireNonNull(TestLibrary.class.getResourceAsStream(resource), resource)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  /** A device whose clock stands unless a test moves it. */
  NativeDevice open(Path library, int slots) throws DeviceException {
    Options options = Options.of(Map.of("library", library.toString(), "staging", "1MiB"));
    AtomicLong logNanos = new AtomicLong();
    FaultLog log = new FaultLog("lib", () -> logNanos.addAndGet(2_000_000_000L), lines::add);
    return NativeDevice.open("lib", slots, options, nowNanos::get, log);
  }

  static DeviceFunction.Synchronous function(NativeDevice device, String name) {
    return device.functions().stream()
        .filter(each -> each.spec().name().equals(name))
        .map(DeviceFunction.Synchronous.class::cast)
        .findAny()
        .orElseThrow();
  }

  static Invocation invocation(
      Arena arena, FunctionSpec spec, Map<String, ?> parameters, byte[] input, long capacity) {
    MemorySegment in = arena.allocate(input.length + 8L, 8).asSlice(0, input.length);
    MemorySegment.copy(input, 0, in, ValueLayout.JAVA_BYTE, 0, input.length);
    return new Invocation(
        Arguments.of(spec, parameters),
        in.asReadOnly(),
        arena.allocate(capacity + 8, 8).asSlice(0, capacity));
  }

  /** How a call ended, and what lies in its output. */
  static final class Answer {
    private final Outcome outcome;
    private final byte[] output;

    private Answer(Outcome outcome, byte[] output) {
      this.outcome = outcome;
      this.output = output;
    }

    Outcome outcome() {
      return outcome;
    }

    byte[] output() {
      return output.clone();
    }
  }

  static Answer call(
      NativeDevice device, String name, Map<String, ?> parameters, byte[] input, long capacity) {
    DeviceFunction.Synchronous function = function(device, name);
    try (Arena arena = Arena.ofShared()) {
      Invocation call = invocation(arena, function.spec(), parameters, input, capacity);
      Outcome outcome = function.kernel().run(call);
      return new Answer(outcome, call.output().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  static Outcome misbehave(NativeDevice device, int how) {
    return call(device, "misbehave", Map.of("how", how), new byte[10], 16).outcome();
  }
}
