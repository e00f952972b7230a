package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The broker's line. */
class ReadyLineTest {
  @Test
  void shouldGiveAddressesInOrderWhenTenantsAreNamed() {
    String line = "ready alpha=unix:/run/a=b.sock beta=unix:/run/beta.sock";

    assertTrue(ReadyLine.is(line));
    assertEquals(
        Map.of("alpha", "unix:/run/a=b.sock", "beta", "unix:/run/beta.sock"),
        ReadyLine.addresses(line));
    assertEquals(List.of("alpha", "beta"), List.copyOf(ReadyLine.addresses(line).keySet()));
  }

  @Test
  void shouldQuoteTheLineWhenItHasNoAddress() {
    DemoException e = assertThrows(DemoException.class, () -> ReadyLine.addresses("ready alpha"));

    assertEquals("broker: 'ready alpha' (expected: ready TENANT=ADDRESS ...)", e.getMessage());
    assertFalse(ReadyLine.is("already"));
  }
}
