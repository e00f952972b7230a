package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every driver promises. A driver's test extends this and says which driver it is; the tests
 * of functions that the device lacks, and all but those of the provider where there is no device,
 * are skipped with a line that says why.
 *
 * <p>Devices are opened one after another, never two at once.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DriverContract {
  /** As long as the contracts' longest input. */
  private static final int MOST_BYTES = 1 << 25;

  /** The driver, a new one each time. */
  protected abstract DriverProvider provider();

  /** What to open the device with. */
  protected DeviceConfig config() {
    return new DeviceConfig("test", 0, Map.of());
  }

  /**
   * Calls with known answers, one at least for each function that is not standard. Calls of
   * functions that the device lacks are left out.
   */
  protected List<Sample> samples() {
    return List.of();
  }

  /**
   * The longest input to call the device with, at least 64 KiB; the contracts have some of up to 32
   * MiB, which takes a device that is simulated too long.
   */
  protected int mostBytes() {
    return MOST_BYTES;
  }

  /** The device as the broker opens it; skips the test where there is none. */
  final TestDevice open() {
    return open(config());
  }

  final TestDevice open(DeviceConfig config) {
    Probe probe = provider().probe(config);
    assumeTrue(probe instanceof Probe.Available, probe.toString());
    try {
      return new TestDevice(provider().open(config), mostBytes());
    } catch (DeviceException e) {
      throw new AssertionError("cannot be opened, though available: " + e.getMessage(), e);
    }
  }

  /** Calls that go well, of all functions of a device. */
  final List<Sample> samplesOf(Device device) {
    List<Sample> all = new ArrayList<>(Samples.standard(mostBytes()));
    all.addAll(samples());
    return all.stream()
        .filter(
            sample ->
                device.functions().stream()
                    .anyMatch(each -> each.spec().name().equals(sample.function())))
        .toList();
  }

  @Nested
  class Provider extends ProviderContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Life extends LifeContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Leaks extends LeaksContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Calls extends CallsContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Hostility extends HostilityContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Cancelling extends CancellationContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class BaselineFunctions extends BaselineContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Crc32cFunction extends Crc32cContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class Sha256Function extends Sha256Contract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class AesGcmFunctions extends AesGcmContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class ZlibFunctions extends ZlibContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class SgemmFunction extends SgemmContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class FftFunction extends FftContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }

  @Nested
  class SortFunction extends SortContract {
    @Override
    DriverContract driver() {
      return DriverContract.this;
    }
  }
}
