package io.virtfun.driver.software;

import io.virtfun.driver.spi.Device;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the contracts of the catalogue's functions share. A device's test subclasses the contracts
 * of the functions that the device implements.
 */
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

  /** A device to test. */
  abstract Device open();

  @BeforeEach
  void openDevice() {
    device = new TestDevice(open());
  }

  @AfterEach
  void closeDevice() {
    device.close();
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
