package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/** Simulated devices, and what their functions must give. */
final class Simulated {
  private Simulated() {}

  /** How a call ended. */
  record Answer(Result result, long outputBytes, long cycles) {}

  /** The library, built where need be; without the programs for that the test is skipped. */
  static Path library(int slots) {
    Optional<String> missing = Tools.missing(Tools.OF_SIMULATION);
    assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
    try {
      return new SimulatorBuild(
              new LibraryCache(LibraryCache.folderOfThisUser()), System.err::println)
          .library(slots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Bus bus(int slots, Events events) {
    return new SimulatedBus(SimulatorLibrary.load(library(slots)), events);
  }

  static FpgaDevice device(int slots) throws BusException {
    return device(slots, null);
  }

  static FpgaDevice device(int slots, String fault) throws BusException {
    Path library = library(slots);
    Events events = Events.open();
    return FpgaDevice.open(
        "test",
        0,
        new SimulatedBus(SimulatorLibrary.load(library), events),
        events,
        Faults.of(fault));
  }

  /** A call that has been started. */
  record Started(PendingCall call, CompletableFuture<Answer> answer) {}

  static Started start(FpgaDevice device, FpgaFunction function, Slices slices) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    PendingCall call =
        device.start(
            function,
            slices.invocation(function),
            (result, bytes, cycles) -> answer.complete(new Answer(result, bytes, cycles)));
    return new Started(call, answer);
  }

  static Answer call(FpgaDevice device, FpgaFunction function, Slices slices) {
    return start(device, function, slices).answer().join();
  }

  static int digestBytes(FpgaFunction function) {
    return function == FpgaFunction.SHA256 ? 32 : 4;
  }

  /** What the JDK gives. */
  static byte[] expected(FpgaFunction function, byte[] input) {
    return switch (function) {
      case SHA256 -> {
        try {
          yield MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException(e);
        }
      }
      case CRC32C -> {
        CRC32C crc = new CRC32C();
        crc.update(input);
        int value = (int) crc.getValue();
        yield new byte[] {
          (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
        };
      }
    };
  }

  /** The same bytes whenever asked with the same size. */
  static byte[] random(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(bytes);
    return bytes;
  }
}
