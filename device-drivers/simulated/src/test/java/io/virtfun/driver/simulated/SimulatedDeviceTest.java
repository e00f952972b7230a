package io.virtfun.driver.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.Arguments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SimulatedDeviceTest {
  private static final SimulatedDriverProvider DRIVER = new SimulatedDriverProvider();

  /** FIPS 180-2, appendix B.1. */
  private static final String DIGEST_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static Device open(Map<String, String> options) {
    return DRIVER.open(new DeviceConfig("sim0", 0, options));
  }

  private static Outcome run(Device device, String name, Invocation call) {
    return device.functions().stream()
        .filter(function -> function.spec().name().equals(name))
        .map(function -> assertInstanceOf(Synchronous.class, function).kernel().run(call))
        .findFirst()
        .orElseThrow();
  }

  private static Invocation abc(byte[] digest, Cancellation cancellation) {
    return new Invocation(
        Arguments.decode(Sha256.SPEC, new byte[0]),
        MemorySegment.ofArray("abc".getBytes(StandardCharsets.US_ASCII)),
        MemorySegment.ofArray(digest),
        cancellation);
  }

  private static Invocation spin(int micros, Cancellation cancellation) {
    byte[] encoded = new byte[Spin.SPEC.argumentsBytes()];
    MemorySegment.ofArray(encoded).set(ValueLayout.JAVA_INT_UNALIGNED, 0, micros);
    MemorySegment nothing = MemorySegment.ofArray(new byte[0]);
    return new Invocation(Arguments.decode(Spin.SPEC, encoded), nothing, nothing, cancellation);
  }

  /** Asks for the end at the so-manieth look. */
  private static final class AtLook implements Cancellation {
    private final AtomicInteger left;

    AtLook(int looks) {
      left = new AtomicInteger(looks);
    }

    @Override
    public boolean isRequested() {
      return left.getAndDecrement() <= 0;
    }

    @Override
    public void onRequest(Runnable action) {
      throw new AssertionError("a synchronous function looks");
    }
  }

  @Test
  void shouldHashWhenNothingGoesWrong() {
    byte[] digest = new byte[32];
    try (Device device = open(Map.of())) {
      assertEquals(1, device.slots());
      assertEquals(Outcome.ok(32), run(device, "sha256", abc(digest, Cancellation.none())));
    }
    assertArrayEquals(HexFormat.of().parseHex(DIGEST_OF_ABC), digest);
  }

  @Test
  void shouldSpinForAsLongAsItIsTold() {
    try (Device device = open(Map.of())) {
      long start = System.nanoTime();
      assertEquals(Outcome.ok(0), run(device, "spin", spin(500, Cancellation.none())));
      assertTrue(System.nanoTime() - start >= 500_000);
    }
  }

  @Test
  void shouldStopEarlyWhenItIsAskedTo() {
    try (Device device = open(Map.of())) {
      assertEquals(Outcome.stopped(), run(device, "spin", spin(60_000_000, new AtLook(3))));
      assertEquals(Outcome.stopped(), run(device, "sha256", abc(new byte[32], new AtLook(0))));
    }
  }

  @Test
  void shouldFailCallsAsConfigured() {
    try (Device device = open(Map.of("fail-per-million", "1000000"))) {
      Outcome outcome = run(device, "sha256", abc(new byte[32], Cancellation.none()));
      assertEquals(Outcome.deviceFailed(), outcome);
    }
  }

  @Test
  void shouldHangUntilAskedToStop() {
    try (Device device = open(Map.of("hang-per-million", "1000000"))) {
      AtLook cancellation = new AtLook(5);
      assertEquals(Outcome.stopped(), run(device, "sha256", abc(new byte[32], cancellation)));
      assertEquals(-1, cancellation.left.get());
    }
  }

  @Test
  void shouldLieInOneBit() {
    byte[] digest = new byte[32];
    try (Device device = open(Map.of("lie-per-million", "1000000"))) {
      assertEquals(Outcome.ok(32), run(device, "sha256", abc(digest, Cancellation.none())));
    }
    digest[0] ^= 1;
    assertArrayEquals(HexFormat.of().parseHex(DIGEST_OF_ABC), digest);
  }

  @Test
  void shouldMeetTheSameFaultsWithTheSameSeed() {
    SimulatedOptions options =
        SimulatedOptions.of(
            Map.of("seed", "7", "fail-per-million", "100000", "lie-per-million", "300000"));
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    for (long call = 0; call < 100_000; call++) {
      counts.merge(options.faultOf(call), 1, Integer::sum);
    }

    assertEquals(10_000, counts.get(Fault.FAIL), 600);
    assertEquals(30_000, counts.get(Fault.LIE), 900);
    assertEquals(60_000, counts.get(Fault.NONE), 1000);
    SimulatedOptions same =
        SimulatedOptions.of(
            Map.of("seed", "7", "fail-per-million", "100000", "lie-per-million", "300000"));
    assertTrue(
        LongStream.range(0, 1000).allMatch(call -> same.faultOf(call) == options.faultOf(call)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fail-per-million | 1000001 | options.fail-per-million: 1000001 (expected: 0..1000000)
          lie-per-million  | -1      | options.lie-per-million: -1 (expected: 0..1000000)
          hang-per-million | often   | options.hang-per-million: often (expected: 0..1000000)
          """)
  void shouldRefuseAWrongOption(String option, String value, String message) {
    DeviceConfig config = new DeviceConfig("sim0", 0, Map.of(option, value));
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> DRIVER.probe(config)).getMessage());
  }

  @Test
  void shouldRefuseAnOptionThatItDoesNotKnow() {
    DeviceConfig config = new DeviceConfig("sim0", 0, Map.of("speed", "1"));
    assertEquals(
        "options.speed: 1 (expected: one of [fail-per-million, hang-per-million, lie-per-million,"
            + " seed])",
        assertThrows(IllegalArgumentException.class, () -> DRIVER.open(config)).getMessage());
  }

  @Test
  void shouldBeAvailableEverywhere() {
    assertInstanceOf(
        Probe.Available.class, DRIVER.probe(new DeviceConfig("sim0", 3, Map.of("seed", "1"))));
  }
}
