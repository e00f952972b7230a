package io.virtfun.driver.natives;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.kit.Sample;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A library that behaves keeps the contract. */
class NativeContractTest extends DriverContract {
  @TempDir static Path directory;
  private static Path library;

  @BeforeAll
  static void compile() {
    library = new TestLibrary(directory).compile("library");
  }

  @Override
  protected DriverProvider provider() {
    return new NativeDriverProvider();
  }

  @Override
  protected DeviceConfig config() {
    return new DeviceConfig("lib", 2, Map.of("library", library.toString(), "staging", "1MiB"));
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        reversed(0),
        reversed(1),
        reversed(4097),
        reversed(1 << 20),
        Sample.of(
            "repeat",
            Map.of("times", 2, "key", new byte[] {10, 20, 30}, "add", -1, "factor", 3),
            new byte[8],
            new byte[] {29, 59, 89, 29, 59, 89}),
        Sample.of("misbehave", Map.of("how", 0), new byte[10], new byte[0]));
  }

  private static Sample reversed(int sizeBytes) {
    byte[] input = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(input);
    byte[] output = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      output[i] = input[sizeBytes - 1 - i];
    }
    return Sample.of("reverse", Map.of(), input, output);
  }
}
