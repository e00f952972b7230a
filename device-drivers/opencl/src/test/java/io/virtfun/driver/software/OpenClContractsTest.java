package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.driver.opencl.OpenClDriverProvider;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The OpenCL device under the contracts of the functions that it has, on memory both ways. */
class OpenClContractsTest {
  private static final String IN_PLACE = "auto";
  private static final String COPIED = "copy";

  /** Skips all, with a line that says why, where there is no device. */
  @BeforeAll
  static void requireDevice() {
    Probe probe = new OpenClDriverProvider().probe(config(IN_PLACE));
    assumeTrue(probe instanceof Probe.Available, probe.toString());
  }

  /** As many slots as the contracts have threads. */
  private static DeviceConfig config(String memory) {
    return new DeviceConfig("ocl", 4, Map.of("memory", memory));
  }

  static Device open(String memory) {
    try {
      return new OpenClDriverProvider().open(config(memory));
    } catch (DeviceException e) {
      throw new AssertionError(e);
    }
  }

  @Nested
  class CallsInPlace extends CallsContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(IN_PLACE);
    }
  }

  @Nested
  class CallsCopied extends CallsContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(COPIED);
    }
  }

  @Nested
  class Sha256InPlace extends Sha256Contract {
    @Override
    Device open() {
      return OpenClContractsTest.open(IN_PLACE);
    }
  }

  @Nested
  class Sha256Copied extends Sha256Contract {
    @Override
    Device open() {
      return OpenClContractsTest.open(COPIED);
    }
  }

  @Nested
  class SgemmInPlace extends SgemmContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(IN_PLACE);
    }
  }

  @Nested
  class SgemmCopied extends SgemmContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(COPIED);
    }
  }

  @Nested
  class FftInPlace extends FftContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(IN_PLACE);
    }
  }

  @Nested
  class FftCopied extends FftContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(COPIED);
    }
  }

  @Nested
  class SortInPlace extends SortContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(IN_PLACE);
    }
  }

  @Nested
  class SortCopied extends SortContract {
    @Override
    Device open() {
      return OpenClContractsTest.open(COPIED);
    }
  }

  @Test
  void shouldDescribeItsFunctionsAsTheSoftwareDeviceDoes() {
    try (Device device = open(IN_PLACE);
        Device software = new SoftwareDevice(1)) {
      Map<String, FunctionSpec> expected = specs(software.functions());
      Map<String, FunctionSpec> actual = specs(device.functions());

      assertEquals(Set.of("sha256", "sgemm", "fft", "sort.i64"), actual.keySet());
      actual.forEach((name, spec) -> assertEquals(expected.get(name), spec));
    }
  }

  @Test
  void shouldLeaveTheEventLoopToItsCallersWhateverTheFunction() {
    try (Device device = open(IN_PLACE)) {
      device.functions().forEach(each -> assertInstanceOf(DeviceFunction.Asynchronous.class, each));
      assertEquals(4, device.slots());
    }
  }

  private static Map<String, FunctionSpec> specs(List<DeviceFunction> functions) {
    return functions.stream()
        .map(DeviceFunction::spec)
        .collect(Collectors.toMap(FunctionSpec::name, Function.identity()));
  }
}
