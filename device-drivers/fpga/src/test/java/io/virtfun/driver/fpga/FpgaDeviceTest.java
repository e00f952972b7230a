package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.fpga.Simulated.Answer;
import io.virtfun.driver.fpga.Simulated.Started;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulated device of two slots gives what its functions promise. */
@Timeout(900)
class FpgaDeviceTest {
  private static final int[] SIZES = {
    0, 1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 54, 55, 56, 57, 63, 64, 65, 111, 112, 119, 120, 127,
    128, 129, 255, 256, 257, 1000, 1023, 1024, 1025, 4095, 4096, 4097, 65_535, 65_537
  };

  private FpgaDevice device;

  @BeforeEach
  void open() throws BusException {
    device = Simulated.device(2);
  }

  @AfterEach
  void close() {
    if (device != null) {
      device.close();
    }
  }

  /** Source: NIST, FIPS 180-4 example values, CAVP SHA256ShortMsg. */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  })
  void shouldGiveTheStandardsDigestWhenAskedForItsExamples(String text, String digest) {
    byte[] input = text.getBytes(StandardCharsets.US_ASCII);

    assertEquals(digest, HexFormat.of().formatHex(call(FpgaFunction.SHA256, input, 0, 0)));
  }

  /** Source: NIST, additional SHA-256 vectors. */
  @Test
  void shouldGiveTheStandardsDigestWhenTheMessageIsAMillionTimesALetter() {
    byte[] input = new byte[1_000_000];
    Arrays.fill(input, (byte) 'a');

    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        HexFormat.of().formatHex(call(FpgaFunction.SHA256, input, 3, 5)));
  }

  /** Source: RFC 3720, appendix B.4. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, aa36918a",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43aba862",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 4e79dd46",
    "01c000000000000000000000000000001400000000000400000000140000001828000000000000000"
        + "200000000000000, 563a96d9",
  })
  void shouldGiveTheStandardsCrcWhenAskedForItsExamples(String input, String crc) {
    byte[] bytes = HexFormat.of().parseHex(input);

    assertEquals(crc, HexFormat.of().formatHex(call(FpgaFunction.CRC32C, bytes, 0, 0)));
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveWhatTheJdkGivesWhenSizesAreAroundBlocks(FpgaFunction function) {
    for (int size : SIZES) {
      byte[] input = Simulated.random(size);

      assertArrayEquals(
          Simulated.expected(function, input),
          call(function, input, size % 64, size % 61),
          size + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveTheSameWhenSlicesLieAnywhere(FpgaFunction function) {
    for (int skew = 0; skew < 64; skew++) {
      byte[] input = Simulated.random(150 + skew);

      assertArrayEquals(
          Simulated.expected(function, input), call(function, input, skew, 63 - skew), skew + "");
    }
  }

  private byte[] call(FpgaFunction function, byte[] input, int inputSkew, int outputSkew) {
    int digestBytes = Simulated.digestBytes(function);
    try (Slices slices = new Slices(input, inputSkew, digestBytes, outputSkew)) {
      Answer answer = Simulated.call(device, function, slices);

      assertEquals(Result.OK, answer.result());
      assertEquals(digestBytes, answer.outputBytes());
      assertTrue(answer.cycles() >= input.length / 16, answer.toString());
      slices.requireUntouchedBut(digestBytes);
      return slices.result();
    }
  }

  @Test
  void shouldSayHowMuchItNeedsWhenTheOutputIsTooSmall() {
    try (Slices slices = new Slices(new byte[100], 0, 31, 0)) {
      CompletableFuture<Outcome> ended = new CompletableFuture<>();
      Asynchronous sha256 = (Asynchronous) device.functions().getFirst();
      sha256.kernel().start(slices.invocation(FpgaFunction.SHA256), ended::complete);

      assertEquals(
          Outcome.outputTooSmall(32).withDeviceCycles(ended.join().deviceCycles()), ended.join());
      slices.requireUntouchedBut(0);
    }
  }

  @Test
  void shouldSayHowManyCyclesACallTook() {
    try (Slices slices = new Slices(new byte[64 * 100], 0, 32, 0)) {
      CompletableFuture<Outcome> ended = new CompletableFuture<>();
      Asynchronous sha256 = (Asynchronous) device.functions().getFirst();
      sha256.kernel().start(slices.invocation(FpgaFunction.SHA256), ended::complete);
      Outcome outcome = ended.join();

      // Source: docs/fpga.md, "Cycles": 66 for each of 101 blocks.
      assertTrue(outcome.deviceCycles() >= 66 * 101, outcome.toString());
      assertTrue(outcome.deviceCycles() <= 66 * 101 + 1000, outcome.toString());
      assertEquals(Outcome.ok(32).withDeviceCycles(outcome.deviceCycles()), outcome);
    }
    assertEquals(0, device.clockKilohertz(), "a simulation's");
  }

  @Test
  void shouldAnswerEachRightWhenSeveralThreadsCallAtOnce() throws Exception {
    List<Callable<Void>> callers = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int seed = thread;
      callers.add(
          () -> {
            for (int i = 0; i < 50; i++) {
              FpgaFunction function =
                  (i + seed) % 2 == 0 ? FpgaFunction.SHA256 : FpgaFunction.CRC32C;
              byte[] input = Simulated.random(seed * 997 + i * 31);
              assertArrayEquals(
                  Simulated.expected(function, input), call(function, input, i % 64, seed));
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Void> ended : threads.invokeAll(callers)) {
        ended.get();
      }
    }
  }

  /** Many times around rings of 16, with as many calls under way as they hold. */
  @Test
  void shouldAnswerAllWhenTheRingsWrap() {
    byte[] input = Simulated.random(200);
    byte[] expected = Simulated.expected(FpgaFunction.CRC32C, input);
    for (int round = 0; round < 8; round++) {
      List<Slices> slices = new ArrayList<>();
      List<Started> started = new ArrayList<>();
      for (int i = 0; i < Rings.ENTRIES - round % 3; i++) {
        slices.add(new Slices(input, i, 4, i));
        started.add(Simulated.start(device, FpgaFunction.CRC32C, slices.getLast()));
      }
      for (int i = 0; i < started.size(); i++) {
        assertEquals(Result.OK, started.get(i).answer().join().result());
        assertArrayEquals(expected, slices.get(i).result());
      }
      slices.forEach(Slices::close);
    }
  }

  @Test
  void shouldHaveBothFunctionsAndSlots() {
    assertEquals(2, device.functions().size());
    assertEquals(2, device.slots());
  }

  @Test
  void shouldFailTheCallWhenItsMemoryLiesOnTheHeap() {
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (Slices slices = new Slices(new byte[1], 0, 32, 0)) {
      Invocation onHeap =
          new Invocation(
              slices.invocation(FpgaFunction.SHA256).arguments(),
              MemorySegment.ofArray(new byte[10]),
              slices.output());
      ((Asynchronous) device.functions().getFirst()).kernel().start(onHeap, ended::complete);

      assertEquals(Outcome.deviceFailed(), ended.join());
    }
  }
}
