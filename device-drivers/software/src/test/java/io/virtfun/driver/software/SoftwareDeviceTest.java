package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SoftwareDeviceTest {
  @Nested
  class Calls extends CallsContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class BaselineFunctions extends BaselineContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class Crc32cFunction extends Crc32cContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class Sha256Function extends Sha256Contract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class AesGcmFunctions extends AesGcmContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class ZlibFunctions extends ZlibContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class SgemmFunction extends SgemmContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class FftFunction extends FftContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Nested
  class SortFunction extends SortContract {
    @Override
    Device open() {
      return new SoftwareDevice(2);
    }
  }

  @Test
  void shouldRunOnTheEventLoopOnlyWhatTakesMicroseconds() {
    assertEquals(
        Map.ofEntries(
            Map.entry("noop", Long.MAX_VALUE),
            Map.entry("echo", 8192L),
            Map.entry("crc32c", 8192L),
            Map.entry("sha256", 8192L),
            Map.entry("aes256gcm.seal", 2064L),
            Map.entry("aes256gcm.open", 2064L),
            Map.entry("deflate", -1L),
            Map.entry("inflate", -1L),
            Map.entry("sgemm", 8192L),
            Map.entry("fft", -1L),
            Map.entry("sort.i64", -1L)),
        new SoftwareDevice(1)
            .functions().stream()
                .collect(
                    Collectors.toMap(
                        function -> function.spec().name(), SoftwareDeviceTest::inlineUpToBytes)));
  }

  private static long inlineUpToBytes(DeviceFunction function) {
    return ((Synchronous) function).inlineUpToBytes();
  }
}
