package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What the contracts of functions share: one device, opened for all tests of a contract, since some
 * take long to open.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeviceContract {
  /** Sizes around the limits of blocks, pages and the windows in which drivers work. */
  static final int[] SIZES = {
    0,
    1,
    2,
    3,
    15,
    16,
    17,
    63,
    64,
    65,
    127,
    511,
    512,
    513,
    1000,
    4095,
    4096,
    4097,
    65_535,
    65_536,
    (1 << 20) - 1,
    1 << 20,
    (1 << 20) + 1,
    3 * (1 << 20) + 5
  };

  TestDevice device;

  abstract DriverContract driver();

  /** The functions that the contract is about; with none of them it is skipped. */
  abstract Set<String> functions();

  /** Some devices are built when they are first opened. */
  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void openDevice() {
    device = driver().open();
    Set<String> wanted = functions();
    assumeTrue(
        device.device().functions().stream().anyMatch(each -> wanted.contains(each.spec().name())),
        () -> "the device lacks " + String.join(", ", wanted));
  }

  @AfterAll
  void closeDevice() {
    if (device != null) {
      device.close();
    }
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The same bytes whenever asked with the same size. */
  static byte[] random(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(bytes);
    return bytes;
  }
}
