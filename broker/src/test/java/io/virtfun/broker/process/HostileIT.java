package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.virtfun.broker.admin.AdminClient;
import io.virtfun.broker.admin.AdminVerticle;
import io.virtfun.shm.CompletionConsumer;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.shm.SubmissionProducer;
import io.virtfun.shm.linux.EventFd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker with a hostile process among its guests, which others must not notice and of which
 * nothing may be left.
 *
 * <p>{@code -Dvirtfun.hostile.attacks=N} says how many, {@code -Dvirtfun.hostile.seed=N} from which
 * seed.
 */
class HostileIT {
  private static final int ATTACKS = Integer.getInteger("virtfun.hostile.attacks", 90);
  private static final long SEED = Long.getLong("virtfun.hostile.seed", 1);
  private static final long MOST_BYTES_MORE = 32 << 20;
  private static final int UNKNOWN_FUNCTION = 9999;
  private static final int LOGS = 8;
  private static final int LINES_PER_SECOND = 20;

  @TempDir private Path folder;

  private record Kept(long regions, int descriptors) {
    static Kept of(BrokerProcess broker) throws IOException {
      return new Kept(broker.regions(), broker.descriptors());
    }
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    return Jvm.builder(program, arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static Process honest(BrokerProcess broker, String tenant, int rounds)
      throws IOException {
    Process guest = start(GuestProgram.class, broker.address(tenant), "" + rounds, "" + SEED);
    assertEquals("calling", guest.inputReader().readLine());
    return guest;
  }

  private static void assertEndsWell(Process guest, String last) throws Exception {
    String line = guest.inputReader().readLine();
    assertTrue(line != null && line.startsWith(last), line);
    assertEquals(0, guest.waitFor());
  }

  private static void attack(String address) throws Exception {
    Process hostile = start(HostileProgram.class, address, "" + SEED, "" + ATTACKS);
    assertEquals("attacking", hostile.inputReader().readLine());
    assertEndsWell(hostile, "done " + ATTACKS);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void shouldServeTheOthersAndKeepNothingWhenAGuestIsHostile() throws Exception {
    long startNanos = System.nanoTime();
    String conf = Conf.with("region-size: 4MiB", "max-guests: 24");
    try (BrokerProcess broker = BrokerProcess.start(folder, conf)) {
      assertEndsWell(honest(broker, "alpha", 2), "done 32");
      assertEndsWell(honest(broker, "beta", 2), "done 32");
      broker.await(() -> broker.regions() == 0);
      // Being asked for its heap, a JVM opens a socket and keeps it.
      long bytesBefore = Jvm.liveBytes(broker.process());
      Kept before = Kept.of(broker);
      Process sameTenant = honest(broker, "alpha", 0);
      Process otherTenant = honest(broker, "beta", 0);

      attack(broker.address("alpha"));

      assertTrue(broker.process().isAlive(), broker::log);
      tell(sameTenant);
      tell(otherTenant);
      assertEndsWell(sameTenant, "done ");
      assertEndsWell(otherTenant, "done ");
      broker.await(() -> Kept.of(broker).equals(before));
      assertTrue(Jvm.liveBytes(broker.process()) - bytesBefore < MOST_BYTES_MORE, "heap");
      assertEndsWell(honest(broker, "alpha", 2), "done 32");
      assertEquals(0, broker.stop(), broker::log);
      assertLogIsShort(broker.log(), System.nanoTime() - startNanos);
    }
  }

  /** To end after its round. */
  private static void tell(Process guest) throws IOException {
    guest.getOutputStream().write('\n');
    guest.getOutputStream().flush();
  }

  private static void assertLogIsShort(String log, long nanos) {
    assertFalse(log.contains("Exception"), log);
    long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(nanos);
    assertTrue(log.lines().count() <= LOGS * LINES_PER_SECOND * seconds, "lines of log");
  }

  @Test
  void shouldQuarantineALaneThatIsFedGarbageAndServeTheOtherOne() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with("region-size: 4MiB"));
        RawGuest guest = new RawGuest(broker.address("alpha"))) {
      CompletionEntry answer = new CompletionEntry();
      long answers = 0;
      boolean quarantined = false;
      while (!quarantined) {
        // Looked at first: the answers were published before.
        quarantined = guest.region().laneState(0) == LaneState.QUARANTINED;
        guest.offer(new SubmissionEntry().set(1, UNKNOWN_FUNCTION, 0, 0));
        guest.publish();
        while (guest.completions().available() > 0) {
          guest.completions().take(answer);
          assertEquals(Status.UNKNOWN_FUNCTION.code(), answer.status);
          answers++;
        }
        guest.completions().release();
      }

      assertEquals(QuarantineReason.ABUSE.code(), guest.quarantineReason(0));
      assertTrue(answers > 1_000, "what was taken before is answered");
      SubmissionProducer other =
          new SubmissionProducer(guest.memory(), guest.region().lanes().get(1));
      CompletionConsumer answersOfOther =
          new CompletionConsumer(guest.memory(), guest.region().lanes().get(1));
      assertTrue(other.offer(new SubmissionEntry().set(7, guest.function("noop"), 0, 0)));
      other.publish();
      EventFd.signal(guest.hostDoorbells().get(1));
      while (answersOfOther.available() == 0) {
        Thread.onSpinWait();
      }
      answersOfOther.take(answer);
      assertEquals(7, answer.correlationId);
      assertEquals(Status.OK.code(), answer.status);
      JsonNode alpha = AdminClient.ask(folder, AdminVerticle.TENANTS).path("tenants").path(0);
      assertEquals(1, alpha.path("quarantinedLanes").asLong());
      assertTrue(alpha.path("malformedCalls").asLong() >= answers, alpha::toString);
      assertTrue(broker.log().contains("lane 0: quarantined, ABUSE"), broker.log());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "virtfun.hostile.address", matches = "unix:.*")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void shouldAttackTheBrokerThatIsNamed() throws Exception {
    attack(System.getProperty("virtfun.hostile.address"));
  }
}
