package io.virtfun.broker.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.process.BrokerProcess;
import io.virtfun.broker.process.Conf;
import io.virtfun.vm.VirtualMachine;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when machines, programs in them, or the broker end at the wrong moment. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class VmFaultIT {
  private static final String UNTIL_LOST = Machines.java(GuestUnderFault.class, "auto", "0");

  @TempDir private Path folder;
  private final Transcript transcript = new Transcript();
  private BrokerProcess broker;

  @BeforeAll
  static void requireMachines() {
    Machines.require();
  }

  @BeforeEach
  void startBroker() throws Exception {
    broker = BrokerProcess.start(folder, Conf.with("region-size: 64MiB"));
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private VirtualMachine start(String name, String script) {
    return Machines.start(Machines.settings(name, script, broker.address("alpha")), transcript);
  }

  private void awaitCalls() {
    transcript.await("attached");
    transcript.await("calling");
    transcript.await("calling");
  }

  private void awaitLog(String text) throws Exception {
    broker.await(() -> broker.log().contains(text));
  }

  @Test
  void shouldFreeEverythingWhenAMachineIsKilledAmidstItsCalls() throws Exception {
    int descriptors = broker.descriptors();
    try (VirtualMachine machine = start("killed", UNTIL_LOST)) {
      awaitCalls();
      machine.kill();

      broker.await(() -> broker.regions() == 0);
    }
    broker.await(() -> broker.descriptors() <= descriptors);
  }

  @Test
  void shouldStartAnewWhenAProgramIsKilledAndRestarted() throws Exception {
    String script =
        """
        %s &
        read -r line
        kill -9 $!
        wait
        echo killed
        exec %s
        """
            .formatted(UNTIL_LOST, Machines.java(GuestUnderFault.class, "auto", "20"));
    try (VirtualMachine machine = start("restart", script)) {
      awaitCalls();
      machine.send("kill it");
      transcript.await("killed");
      awaitCalls();

      assertEquals("done, stray completions: 0", transcript.await("done"));
      assertTrue(machine.outcome().join().succeeded());
    }
    assertTrue(broker.log().contains("alpha-1: reset, generation 2"), broker.log());
    assertTrue(broker.log().contains("alpha-1: reset, generation 3"), broker.log());
  }

  @Test
  void shouldServeAgainWhenAMachineIsReset() throws Exception {
    try (VirtualMachine machine = start("reset", UNTIL_LOST)) {
      transcript.awaitStart();
      awaitCalls();
      machine.reset();
      transcript.awaitStart();
      awaitCalls();

      awaitLog("alpha-1: reset, generation 3");
    }
  }

  @Test
  void shouldFailCallsClearlyWhenTheBrokerStops() throws Exception {
    try (VirtualMachine machine = start("stop", UNTIL_LOST)) {
      awaitCalls();
      assertEquals(0, broker.stop());

      String lost = transcript.await("lost ");
      assertTrue(lost.matches("lost (ShuttingDown|BrokerGone) .*"), lost);
      assertTrue(machine.outcome().join().succeeded());
    }
  }

  @Test
  void shouldFailCallsClearlyWhenTheBrokerIsKilled() throws Exception {
    try (VirtualMachine machine = start("orphan", UNTIL_LOST)) {
      awaitCalls();
      broker.close();

      assertEquals(
          "lost BrokerGone sha256: the broker is gone; connect anew", transcript.await("lost "));
      assertTrue(machine.outcome().join().succeeded());
    }
  }
}
