package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many guest processes at one broker, some of which die. */
class ManyGuestsIT {
  private static final int GUESTS = 50;

  @TempDir private Path folder;

  private record Guest(Process process, boolean victim) {}

  @Test
  @Timeout(300)
  void shouldServeTheOthersAndFreeEverythingWhenHalfOfFiftyGuestsAreKilledMidCall()
      throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("region-size: 8MiB"))) {
      run(broker, "alpha");
      broker.await(() -> broker.regions() == 0);
      int descriptors = broker.descriptors();
      List<Guest> guests = new ArrayList<>();
      for (int i = 0; i < GUESTS; i++) {
        guests.add(start(broker, i));
      }
      for (Guest guest : guests) {
        assertEquals("calling", guest.process().inputReader().readLine());
      }
      assertEquals(GUESTS, broker.regions());

      for (Guest guest : guests) {
        if (guest.victim()) {
          guest.process().destroyForcibly();
        }
      }

      for (Guest guest : guests) {
        if (!guest.victim()) {
          assertEquals("done 320", guest.process().inputReader().readLine());
          assertEquals(0, guest.process().waitFor());
        }
      }
      broker.await(() -> broker.regions() == 0 && broker.descriptors() == descriptors);
      run(broker, "beta");
      assertEquals(0, broker.stop());
    }
  }

  private static Guest start(BrokerProcess broker, int index) throws IOException {
    boolean victim = index % 2 == 0;
    String tenant = index % 4 < 2 ? "alpha" : "beta";
    Process process =
        Jvm.builder(GuestProgram.class, broker.address(tenant), victim ? "0" : "20", "" + index)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Guest(process, victim);
  }

  private static void run(BrokerProcess broker, String tenant) throws Exception {
    Process guest =
        Jvm.builder(GuestProgram.class, broker.address(tenant), "1", "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("calling", guest.inputReader().readLine());
    assertEquals(0, guest.waitFor());
  }
}
