package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What makes a run fail. */
class VerdictTest {
  private static final String NAME = "guest 1 (alpha)";

  private final Totals totals = new Totals();

  private static GuestReport report(long open, long lost, long doubled, long wrong) {
    return new GuestReport(
        true,
        new GuestReport.Sessions(1, 0),
        10,
        Map.of(CallEnd.OK, 9L),
        open,
        lost,
        doubled,
        wrong,
        List.of());
  }

  private String error() {
    return totals.verdict().error(7);
  }

  @Test
  void shouldBeWellWhenAllCallsEndedOnceAndRight() {
    totals.finished(NAME, Tenancy.ALPHA, report(0, 0, 0, 0));

    assertNull(error());
  }

  @Test
  void shouldFailWhenACallIsOpenAtTheEnd() {
    totals.finished(NAME, Tenancy.ALPHA, report(1, 0, 0, 0));

    assertEquals(
        "seed 7: 1 lost, 0 doubled, 0 wrong; guest 1 (alpha): 1 calls never ended", error());
  }

  @Test
  void shouldBeWellWhenCallsAreOpenOfAGuestThatWasKilled() {
    totals.killed(NAME, Tenancy.ALPHA, report(3, 0, 0, 0));

    assertNull(error());
    assertEquals(3, totals.killedAmidst());
  }

  @Test
  void shouldFailWhenACallWasLostBeforeTheGuestWasKilled() {
    totals.killed(NAME, Tenancy.ALPHA, report(3, 1, 0, 0));

    assertEquals("seed 7: 1 lost, 0 doubled, 0 wrong", error());
  }

  @Test
  void shouldFailWhenACallEndedTwice() {
    totals.finished(NAME, Tenancy.ALPHA, report(0, 0, 1, 0));

    assertEquals(
        "seed 7: 0 lost, 1 doubled, 0 wrong; guest 1 (alpha): 1 calls ended twice", error());
  }

  @Test
  void shouldFailWhenAnAnswerWasWrong() {
    totals.finished(NAME, Tenancy.ALPHA, report(0, 0, 0, 2));

    assertEquals("seed 7: 0 lost, 0 doubled, 2 wrong", error());
  }

  @Test
  void shouldFailWhenSomethingElseWasNotWell() {
    totals.fault("the broker logged: SEVERE");

    assertEquals("seed 7: 0 lost, 0 doubled, 0 wrong; the broker logged: SEVERE", error());
  }

  @Test
  void shouldFailWhenCallsAreInFlightWithoutGuests() {
    totals.compare(List.of(new ChaosReport.Tenant("beta", 0, 10, 1, 9, 9)));

    assertEquals(
        List.of("tenant beta: 1 calls in flight, 0 guests at the end (expected: 0, 0)"),
        totals.verdict().faults());
  }

  @Test
  void shouldFailWhenMoreRanThanWereAccepted() {
    totals.compare(List.of(new ChaosReport.Tenant("gamma", 0, 10, 0, 9, 11)));

    assertEquals(
        List.of("tenant gamma: 11 calls ran (expected: at most 10, those accepted)"),
        totals.verdict().faults());
  }

  @Test
  void shouldFailWhenGuestsGotMoreAnswersThanTheBrokerGave() {
    totals.finished(NAME, Tenancy.ALPHA, report(0, 0, 0, 0));
    totals.compare(List.of(new ChaosReport.Tenant("alpha", 0, 10, 0, 8, 8)));

    assertEquals(
        List.of("tenant alpha: 8 calls OK (expected: at least 9, as guests count)"),
        totals.verdict().faults());
  }
}
