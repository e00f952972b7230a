package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Polling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectOptionsTest {
  private static final ConnectOptions OPTIONS = ConnectOptions.to("unix:/run/s");

  @Test
  void shouldHaveDefaults() {
    assertEquals(new AttachAddress.Unix(Path.of("/run/s")), OPTIONS.address());
    assertEquals(Duration.ofSeconds(60), OPTIONS.attachTimeout());
    assertEquals(Polling.adaptive(), OPTIONS.polling());
    assertEquals(OptionalInt.empty(), OPTIONS.maxInFlightPerLane());
    assertTrue(OPTIONS.localChecks());
  }

  @Test
  void shouldChangeOneThingAtATime() {
    ConnectOptions changed =
        OPTIONS
            .withAttachTimeout(Duration.ofMillis(3))
            .withPolling(Polling.sleeping())
            .withMaxInFlightPerLane(5)
            .withLocalChecks(false);

    assertEquals(OPTIONS.address(), changed.address());
    assertEquals(Duration.ofMillis(3), changed.attachTimeout());
    assertEquals(Polling.sleeping(), changed.polling());
    assertEquals(OptionalInt.of(5), changed.maxInFlightPerLane());
    assertFalse(changed.localChecks());
  }

  @Test
  void shouldNameWhatIsWrong() {
    assertMessage(
        "attachTimeout: PT0S (expected: at least 1 ms)",
        () -> OPTIONS.withAttachTimeout(Duration.ZERO));
    assertMessage(
        "maxInFlightPerLane: 0 (expected: at least 1)", () -> OPTIONS.withMaxInFlightPerLane(0));
  }

  private static void assertMessage(String expected, Runnable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void shouldNameDevicesOfAVirtualMachine() {
    assertEquals(new AttachAddress.Pci("0000:00:1f.7"), AttachAddress.parse("pci:0000:00:1F.7"));
    assertEquals("pci:0000:00:04.0", AttachAddress.parse("pci:00:04.0").toString());
    assertEquals(new AttachAddress.Auto(), AttachAddress.parse("auto"));
    assertEquals("auto", AttachAddress.parse("auto").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/run/s",
        "UNIX:/run/s",
        "tcp:localhost:1",
        "unix:",
        "pci:",
        "pci:4",
        "pci:0000:00:20.0",
        "pci:00:04.8",
        "pci:../../x",
        "automatic"
      })
  void shouldRefuseAddressesThatAreNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> AttachAddress.parse(text));
  }

  @Test
  void shouldRefusePathsThatNoSocketCanHave() {
    String path = "/" + "a".repeat(107);

    assertMessage(
        "attach address unix:" + path + ": path of 108 bytes (expected: 1..107)",
        () -> AttachAddress.parse("unix:" + path));
    assertEquals("unix:/run/s", AttachAddress.parse("unix:/run/s").toString());
  }
}
