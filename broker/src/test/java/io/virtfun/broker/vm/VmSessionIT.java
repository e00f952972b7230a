package io.virtfun.broker.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.process.BrokerProcess;
import io.virtfun.broker.process.Conf;
import io.virtfun.vm.VirtualMachine;
import io.virtfun.vm.VmSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SDK's whole behaviour inside a virtual machine. It has two devices: some cases attach twice.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class VmSessionIT {
  private static final int FEWEST_CASES = 50;

  @TempDir private static Path folder;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    Machines.require();
    broker = BrokerProcess.start(folder, Conf.with("region-size: 64MiB"));
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static VmSettings settings(String name) {
    String address = broker.address("alpha");
    return Machines.settings(name, Machines.java(ContractInGuest.class, "auto"), address, address);
  }

  @Test
  void shouldKeepTheContractWithInterrupts() throws Exception {
    run(settings("vfio"));
  }

  @Test
  void shouldKeepTheContractByPollingWhenTheDeviceHasNoDriver() throws Exception {
    Transcript transcript = run(settings("polling").withoutBinding());
    assertTrue(
        transcript.consoleText().contains("polling without interrupts"), transcript.consoleText());
  }

  private static Transcript run(VmSettings settings) throws Exception {
    Transcript transcript = new Transcript();
    try (VirtualMachine machine = Machines.start(settings, transcript)) {
      List<String> lines = transcript.awaitEnd();
      assertTrue(machine.outcome().join().succeeded(), () -> machine.outcome().join().toString());
      List<String> failed = lines.stream().filter(line -> line.startsWith("failed ")).toList();
      assertEquals(List.of(), failed, transcript::consoleText);
      long passed = lines.stream().filter(line -> line.startsWith("passed ")).count();
      assertTrue(passed >= FEWEST_CASES, () -> passed + " cases in " + lines);
    }
    return transcript;
  }
}
