package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A guest's account of its calls. */
class LedgerTest {
  private static final GuestReport.Sessions NONE = new GuestReport.Sessions(0, 0);

  private final Ledger ledger = new Ledger();

  private GuestReport report() {
    return ledger.report(true, NONE, 0);
  }

  @Test
  void shouldCountEndsWhenEachCallEndsOnce() {
    ledger.close(ledger.open(), CallEnd.OK);
    ledger.close(ledger.open(), CallEnd.EXPIRED);
    ledger.close(ledger.open(), CallEnd.OK);

    assertEquals(3, report().calls());
    assertEquals(Map.of(CallEnd.OK, 2L, CallEnd.EXPIRED, 1L), report().ends());
    assertEquals(0, report().open() + report().lost() + report().doubled() + report().wrong());
  }

  @Test
  void shouldSayOpenWhenACallHasNotEnded() {
    ledger.open();

    assertEquals(1, report().open());
  }

  @Test
  void shouldSayDoubledWhenACallEndsAgain() {
    long id = ledger.open();
    ledger.close(id, CallEnd.OK);
    ledger.close(id, CallEnd.OK);

    assertEquals(1, report().doubled());
    assertEquals(Map.of(CallEnd.OK, 1L), report().ends());
  }

  @Test
  void shouldSayDoubledWhenCompletionsWereStray() {
    assertEquals(2, ledger.report(true, NONE, 2).doubled());
  }

  @Test
  void shouldStayLostWhenACallEndsAfterItWasGivenUp() {
    long id = ledger.open();
    ledger.giveUp(id, "echo@1, 64 B");
    ledger.close(id, CallEnd.OK);

    assertEquals(1, report().lost());
    assertEquals(0, report().doubled());
    assertEquals(List.of("echo@1, 64 B: no answer"), report().examples());
  }

  @Test
  void shouldReadBackWhatItReportsWhenItTravels() {
    ledger.close(ledger.open(), CallEnd.OK);
    ledger.open();
    ledger.wrong("echo@1: byte 0 is 01 (expected: 00)");

    assertEquals(report(), ChaosJson.report(ChaosJson.line(report())));
  }
}
