package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a device promises from its opening to its closing. */
abstract class LifeContract {
  abstract DriverContract driver();

  @Test
  void shouldHaveASlotAndStayClosedWhenClosedTwice() {
    TestDevice device = driver().open();
    assertTrue(device.device().slots() >= 1);
    device.close();
    device.close();
  }

  @Test
  void shouldHaveTheConfiguredSlots() {
    DeviceConfig config = driver().config();
    try (TestDevice device = driver().open(new DeviceConfig(config.id(), 1, config.options()))) {
      assertEquals(1, device.device().slots());
    }
  }

  @Test
  void shouldDescribeTheSameFunctionsWhenOpenedAgain() {
    List<FunctionSpec> first;
    try (TestDevice device = driver().open()) {
      first = specs(device.device());
      assertEquals(first, specs(device.device()));
    }
    try (TestDevice another = driver().open()) {
      assertEquals(first, specs(another.device()));
    }
  }

  private static List<FunctionSpec> specs(Device device) {
    return device.functions().stream().map(DeviceFunction::spec).toList();
  }

  @Test
  void shouldSayThatItWorksWhenCheckedAndHaveNoNegativeClock() {
    try (TestDevice device = driver().open()) {
      Probe probe = device.device().check();

      assertInstanceOf(Probe.Available.class, probe);
      ProviderContract.requireOneLine(probe);
      assertTrue(device.device().clockKilohertz() >= 0);
    }
  }

  @Test
  void shouldEndEveryCallOnceWhenClosedUnderLoad() {
    TestDevice device = driver().open();
    List<Sample> samples = driver().samplesOf(device.device());
    int count = Math.min(device.device().slots(), CallsContract.MOST_THREADS);
    List<RunningCall> calls = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        calls.add(RunningCall.start(device, samples.get(i % samples.size()), workers));
      }
      device.close();
      calls.forEach(RunningCall::awaitAnyEnd);
      RunningCall late = RunningCall.start(device, samples.getFirst(), workers);
      calls.add(late);
      late.awaitAnyEnd();
      device.close();
    }
    for (RunningCall call : calls) {
      assertTrue(call.ends() <= 1, "ended " + call.ends() + " times");
      call.slices().requireGuardsIntact();
      call.close();
    }
  }
}
