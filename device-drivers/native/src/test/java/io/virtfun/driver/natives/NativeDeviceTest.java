package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.natives.TestLibrary.Answer;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeDeviceTest {
  private static final long BACKOFF_NANOS = 100_000_000L;

  @TempDir Path directory;
  private TestLibrary test;
  private Path library;

  @BeforeEach
  void compile() {
    test = new TestLibrary(directory);
    library = test.compile("library");
  }

  @Test
  void shouldDescribeTheFunctionsAsTheTableDoes() throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(
          List.of(
              new FunctionSpec(
                  "reverse",
                  1,
                  "The input's bytes, last first",
                  true,
                  1,
                  List.of(),
                  SizeRule.any(),
                  SizeRule.exactly(Term.input(1))),
              new FunctionSpec(
                  "repeat",
                  2,
                  "A key, several times",
                  false,
                  8,
                  List.of(
                      Parameter.u32("times", 1, 1024).ofPowerOfTwo(),
                      Parameter.bytes("key", 3),
                      Parameter.i64("add", -5, 5).orElse(0),
                      Parameter.f32("factor", 0, 4).orElse(1)),
                  SizeRule.multiple(8, 0, 16),
                  SizeRule.exactly(Term.product(3, 0))),
              new FunctionSpec(
                  "misbehave",
                  1,
                  "What a library must not do",
                  false,
                  1,
                  List.of(Parameter.u32("how", 0, 100)),
                  SizeRule.any(),
                  SizeRule.any())),
          device.functions().stream().map(DeviceFunction::spec).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 4096, 65_535, 65_536, 1 << 20})
  void shouldGiveTheResultWhateverTheSize(int sizeBytes) throws DeviceException {
    byte[] input = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(input);
    try (NativeDevice device = test.open(library, 1)) {
      Answer answer = TestLibrary.call(device, "reverse", Map.of(), input, sizeBytes + 3L);

      assertEquals(Outcome.ok(sizeBytes), answer.outcome());
      byte[] output = answer.output();
      for (int i = 0; i < sizeBytes; i++) {
        assertEquals(input[sizeBytes - 1 - i], output[i]);
      }
      assertArrayEquals(new byte[3], Arrays.copyOfRange(output, sizeBytes, sizeBytes + 3));
    }
  }

  @Test
  void shouldPassArgumentsPacked() throws DeviceException {
    Map<String, ?> parameters =
        Map.of("times", 2, "key", new byte[] {10, 20, 30}, "add", -1, "factor", 3);
    try (NativeDevice device = test.open(library, 1)) {
      assertArrayEquals(
          new byte[] {29, 59, 89, 29, 59, 89},
          TestLibrary.call(device, "repeat", parameters, new byte[8], 6).output());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, ended by signal 6",
    "2, ended with exit code 3",
    "3, ended by signal 6",
    "6, ended by signal 6",
    "7, ended by signal 6",
    "8, ended by signal 6",
    "16, ended by signal ",
    "100, ended with exit code 5",
  })
  void shouldFailTheCallAndServeTheNextWhenTheProcessEnds(int how, String end)
      throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      List<Long> before = device.pids();

      assertEquals(Outcome.deviceFailed(), TestLibrary.misbehave(device, how));
      String line = test.lines.getFirst();
      assertTrue(
          line.startsWith("device lib: misbehave@1 failed: the library's process " + end), line);
      assertEquals(Outcome.deviceFailed(), TestLibrary.misbehave(device, 0), "without a pause");
      test.nowNanos.addAndGet(BACKOFF_NANOS);
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
      assertNotEquals(before, device.pids());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11})
  void shouldFailTheCallWhenTheAnswerIsNone(int how) throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(Outcome.deviceFailed(), TestLibrary.misbehave(device, how));
      assertEquals(1, test.lines.size());
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
    }
  }

  @Test
  void shouldSayWhatTheFunctionSaysWhenItRefuses() throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(Outcome.outputTooSmall(12_345), TestLibrary.misbehave(device, 12));
      assertEquals(Outcome.badData(), TestLibrary.misbehave(device, 13));
      assertEquals(List.of(), test.lines);
    }
  }

  @Test
  void shouldKeepItsPipesToItselfWhenTheLibraryPrintsAndReads() throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 14));
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
    }
  }

  @Test
  void shouldFailTheCallWhenTheLibraryWritesToThePipe() throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(Outcome.deviceFailed(), TestLibrary.misbehave(device, 17));
      assertEquals(
          List.of("device lib: misbehave@1 failed: garbage from the library's process"),
          test.lines);
    }
  }

  @Test
  void shouldShowZerosWhereTheFunctionWroteNothing() throws DeviceException {
    byte[] secret = new byte[4000];
    Arrays.fill(secret, (byte) 0x77);
    try (NativeDevice device = test.open(library, 1)) {
      assertEquals(
          Outcome.ok(4000), TestLibrary.call(device, "reverse", Map.of(), secret, 4000).outcome());
      Answer after = TestLibrary.call(device, "misbehave", Map.of("how", 15), new byte[0], 100_000);

      assertEquals(Outcome.ok(100_000), after.outcome());
      assertArrayEquals(new byte[100_000], after.output());
    }
  }

  @Test
  void shouldFailTheCallWhenTheInputExceedsTheStaging() throws DeviceException {
    try (NativeDevice device = test.open(library, 1)) {
      byte[] large = new byte[(1 << 20) + 1];

      assertEquals(
          Outcome.deviceFailed(),
          TestLibrary.call(device, "reverse", Map.of(), large, large.length).outcome());
      assertEquals(Outcome.ok(0), TestLibrary.misbehave(device, 0));
    }
  }

  @Test
  void shouldAnswerEachItsOwnWhenCalledAtOnce() throws Exception {
    List<Callable<Void>> callers = new ArrayList<>();
    try (NativeDevice device = test.open(library, 3);
        ExecutorService workers = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        byte value = (byte) (i + 1);
        callers.add(
            () -> {
              byte[] input = new byte[5000];
              Arrays.fill(input, value);
              for (int j = 0; j < 50; j++) {
                assertArrayEquals(
                    input, TestLibrary.call(device, "reverse", Map.of(), input, 5000).output());
              }
              return null;
            });
      }
      for (Future<Void> ended : workers.invokeAll(callers)) {
        ended.get();
      }
      assertEquals(3, device.pids().size());
    }
  }
}
