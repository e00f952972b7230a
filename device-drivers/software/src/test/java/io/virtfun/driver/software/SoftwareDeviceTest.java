package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.kit.StandardFunctions;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.DriverProvider;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SoftwareDeviceTest extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new SoftwareDriverProvider();
  }

  @Override
  protected DeviceConfig config() {
    return new DeviceConfig("cpu", 4, Map.of());
  }

  @Test
  void shouldHaveAllStandardFunctions() {
    assertEquals(
        StandardFunctions.all(),
        new SoftwareDevice(1).functions().stream().map(DeviceFunction::spec).toList());
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
