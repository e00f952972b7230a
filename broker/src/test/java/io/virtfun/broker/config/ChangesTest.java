package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesTest {
  private static final String DEVICES = "devices: [{id: d, driver: e}]\n";
  private static final String TENANTS = "tenants: [{name: a}, {name: b}]\n";
  private static final BrokerConfig RUNNING = parse(TENANTS + DEVICES);

  private static BrokerConfig parse(String yaml) {
    return BrokerConfig.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Changes to(String yaml) {
    return Changes.between(RUNNING, parse(yaml));
  }

  @Test
  void shouldBeEmptyWhenNothingHasChanged() {
    assertTrue(to(TENANTS + DEVICES).isEmpty());
    assertTrue(to("tenants: [{name: b}, {name: a, max-guests: 64}]\n" + DEVICES).isEmpty());
  }

  @Test
  void shouldListWhatMayChange() {
    Changes changes =
        to(
            """
            tenants:
              - name: c
              - name: b
                allowed-uids: [7]
                max-guests: 3
                max-region-bytes: 1GiB
                weight: 2
                priority-ceiling: 1
                functions: [f]
                devices: [d]
                max-in-flight: 4
                calls-per-second: 5
                bytes-per-second: 6B
                device-time-percent: 7
                on-limit: shed
            """
                + DEVICES);

    assertEquals(List.of("c"), changes.added().stream().map(TenantSettings::name).toList());
    assertEquals(List.of("a"), changes.removed());
    assertEquals(
        List.of(
            "allowed-uids [] -> [7], max-guests 64 -> 3, max-region-bytes 0B -> 1GiB,"
                + " weight 1 -> 2, priority-ceiling 0 -> 1, functions [] -> [f],"
                + " devices [] -> [d], max-in-flight 0 -> 4, calls-per-second 0 -> 5,"
                + " bytes-per-second 0B -> 6B, device-time-percent 0 -> 7, on-limit defer -> shed"),
        changes.changed().stream().map(Changes.Change::difference).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, socket: x}             | tenants[0].socket: x (expected: a.sock;
          {name: a, socket-mode: "0600"}   | tenants[0].socket-mode: 0600 (expected: 0660;
          {name: a, region-size: 64MiB}    | tenants[0].region-size: 64MiB (expected: 128MiB;
          {name: a, lanes: 1}              | tenants[0].lanes: 1 (expected: 2;
          {name: a, queue-capacity: 2}     | tenants[0].queue-capacity: 2 (expected: 256;
          """)
  void shouldRefuseWhatNeedsARestart(String tenant, String error) {
    String yaml = "tenants: [" + tenant + ", {name: b}]\n" + DEVICES;

    assertEquals(
        error + " another value needs a restart)",
        assertThrows(ConfigException.class, () -> to(yaml)).getMessage());
  }

  @Test
  void shouldSayWhetherDevicesAreDifferent() {
    assertFalse(to(TENANTS + DEVICES).devices());
    assertTrue(to(TENANTS + "devices: [{id: d, driver: e, window: 3}]\n").devices());
    assertTrue(to(TENANTS + "devices: [{id: d, driver: e}, {id: f, driver: e}]\n").devices());
    assertFalse(to(TENANTS + "devices: [{id: f, driver: e}]\n").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          broker: {poll-mode: fixed}             | broker.poll-mode: fixed (expected: adaptive;
          broker: {drain-timeout-millis: 7}      | broker.drain-timeout-millis: 7 (expected: 10000;
          broker: {plugins: other}               | broker.plugins: other (expected: plugins;
          broker: {catalogue-room: 7}            | broker.catalogue-room: 7 (expected: 64;
          """)
  void shouldRefuseAnotherBroker(String broker, String error) {
    assertEquals(
        error + " another value needs a restart)",
        assertThrows(ConfigException.class, () -> to(TENANTS + DEVICES + broker + "\n"))
            .getMessage());
  }
}
