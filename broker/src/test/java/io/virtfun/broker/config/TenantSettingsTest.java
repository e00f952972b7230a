package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.verticles.admission.OnLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantSettingsTest {
  private static final long BROKER_UID = 1000;

  @Test
  void shouldAdmitTheBrokersUserAndRootWhenNoUsersAreListed() {
    TenantSettings tenant = tenant(List.of(), 2);

    assertEquals(true, tenant.admits(BROKER_UID, BROKER_UID));
    assertEquals(true, tenant.admits(0, BROKER_UID));
    assertEquals(false, tenant.admits(1001, BROKER_UID));
  }

  @Test
  void shouldAdmitTheListedUsersAlone() {
    TenantSettings tenant = tenant(List.of(1001L, 4_294_967_294L), 2);

    assertEquals(true, tenant.admits(1001, BROKER_UID));
    assertEquals(true, tenant.admits(4_294_967_294L, BROKER_UID));
    assertEquals(false, tenant.admits(BROKER_UID, BROKER_UID));
    assertEquals(false, tenant.admits(0, BROKER_UID));
  }

  @Test
  void shouldNameTheKeyWhenBuiltWithAWrongValue() {
    assertEquals(
        "lanes: 65 (expected: 1..64)",
        assertThrows(ConfigException.class, () -> tenant(List.of(), 65)).getMessage());
  }

  @Test
  void shouldAdmitGuestsUntilTheyAreAllOrTheirRegionsFillTheSize() {
    TenantSettings unlimited = tenant(List.of(), 2);
    TenantSettings small = tenant(List.of(), 2, ByteSize.ofMebibytes(300));

    assertEquals(true, unlimited.admitsGuest(63));
    assertEquals(false, unlimited.admitsGuest(64));
    assertEquals(true, small.admitsGuest(1));
    assertEquals(false, small.admitsGuest(2));
  }

  private static TenantSettings tenant(List<Long> allowedUids, int lanes) {
    return tenant(allowedUids, lanes, new ByteSize(0));
  }

  private static TenantSettings tenant(List<Long> allowedUids, int lanes, ByteSize maxRegionBytes) {
    return new TenantSettings(
        "alpha",
        "alpha.sock",
        new SocketMode(0660),
        allowedUids,
        64,
        ByteSize.ofMebibytes(128),
        lanes,
        256,
        maxRegionBytes,
        1,
        0,
        List.of(),
        List.of(),
        0,
        0,
        new ByteSize(0),
        0,
        OnLimit.DEFER);
  }
}
