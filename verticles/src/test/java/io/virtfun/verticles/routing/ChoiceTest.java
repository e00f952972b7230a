package io.virtfun.verticles.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Why;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChoiceTest {
  private static final FunctionSpec SPEC =
      new FunctionSpec("f", 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  private static final int FUNCTION = 1;
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 1 << 20;
  private static final int MANY = 8;

  private final DeviceRoute board = new DeviceRoute(1, "board", 8, new Standing(2));
  private final DeviceRoute software = new DeviceRoute(2, "software", 8, new Standing(1));
  private final DeviceRoute third = new DeviceRoute(3, "third", 8);
  private final Route route = new Route(FUNCTION, SPEC, List.of(board, software));
  private final Choice choice = new Choice();

  private void learn(DeviceRoute device, int inputBytes, long nanos) {
    for (int i = 0; i < MANY; i++) {
      choice.learn(FUNCTION, device.number(), inputBytes, nanos);
    }
  }

  private void assertChosen(DeviceRoute expected, Why why, int inputBytes) {
    assertEquals(expected, choice.first(route, _ -> 0, inputBytes, true));
    assertEquals(why, choice.why());
  }

  @Test
  void shouldPreferTheFirstWhenNothingIsKnown() {
    assertChosen(board, Why.PREFERRED, SMALL);
  }

  @Test
  void shouldSaySoWhenThereIsNoOther() {
    Route only = new Route(FUNCTION, SPEC, List.of(software));
    assertEquals(software, choice.first(only, _ -> 0, SMALL, true));
    assertEquals(Why.ONLY, choice.why());
    software.standing().quarantine("for the test");
    assertNull(choice.first(only, _ -> 0, SMALL, true));
  }

  @Test
  void shouldSendSmallCallsToWhereTheyAreDoneSooner() {
    learn(board, SMALL, 50_000);
    learn(board, LARGE, 400_000);
    learn(software, SMALL, 2_000);
    learn(software, LARGE, 3_000_000);

    assertChosen(software, Why.SOONEST, SMALL);
    assertChosen(board, Why.PREFERRED, LARGE);
  }

  @Test
  void shouldPreferTheFirstWhenBothTakeTheSame() {
    learn(board, SMALL, 7_000);
    learn(software, SMALL, 7_000);
    assertChosen(board, Why.PREFERRED, SMALL);
  }

  @ParameterizedTest
  @CsvSource({"900000, 1", "1000000, 1", "1000001, 2", "5000000, 2"})
  void shouldCountWhatTheDeviceHas(long backlogNanos, int expected) {
    learn(board, LARGE, 500_000);
    learn(software, LARGE, 1_500_000);
    board.standing().backlogNanos(backlogNanos);
    assertChosen(
        expected == 1 ? board : software, expected == 1 ? Why.PREFERRED : Why.SOONEST, LARGE);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "4, 1", "5, 2"})
  void shouldCountWhatTheLaneHasThereDividedBySlots(int calls, int expected) {
    learn(board, LARGE, 500_000);
    learn(software, LARGE, 1_500_000);
    assertEquals(
        expected == 1 ? board : software,
        choice.first(route, number -> number == board.number() ? calls : 0, LARGE, true));
  }

  @Test
  void shouldTakeADeviceThatIsNotKnownToBeAsFastAsTheFirst() {
    learn(board, LARGE, 500_000);
    assertEquals(
        software, choice.first(route, number -> number == board.number() ? 1 : 0, LARGE, true));
    assertEquals(Why.SOONEST, choice.why());
  }

  @Test
  void shouldSpreadWhenNothingIsKnown() {
    assertEquals(
        software, choice.first(route, number -> number == board.number() ? 1 : 0, SMALL, false));
  }

  private List<Why> reasons(int calls, int inputBytes, boolean mayTry) {
    List<Why> reasons = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      choice.first(route, _ -> 0, inputBytes, mayTry);
      reasons.add(choice.why());
    }
    return reasons;
  }

  @Test
  void shouldTryEverySixteenthCallOnADeviceThatIsNotKnownWell() {
    learn(board, SMALL, 5_000);

    List<Why> reasons = reasons(48, SMALL, true);

    for (int i = 0; i < reasons.size(); i++) {
      assertEquals(i % 16 == 15 ? Why.TRIAL : Why.PREFERRED, reasons.get(i), "call " + i);
    }
  }

  @Test
  void shouldTryNoMoreWhenEnoughIsKnown() {
    learn(board, SMALL, 5_000);
    learn(software, SMALL, 6_000);
    assertEquals(List.of(Why.PREFERRED), reasons(100, SMALL, true).stream().distinct().toList());
  }

  @Test
  void shouldNotTryWithCallsThatExpire() {
    learn(board, SMALL, 5_000);
    assertEquals(List.of(Why.PREFERRED), reasons(100, SMALL, false).stream().distinct().toList());
  }

  @Test
  void shouldNotTryADeviceThatHasCalls() {
    learn(board, SMALL, 5_000);
    software.standing().backlogNanos(1);
    assertEquals(List.of(Why.PREFERRED), reasons(100, SMALL, true).stream().distinct().toList());
  }

  @ParameterizedTest
  @CsvSource({"63, true", "65, false"})
  void shouldNotTryADeviceThatIsKnownToBeFarTooSlow(int times, boolean tried) {
    learn(board, SMALL, 1_000);
    learn(board, LARGE, 1_000L * (LARGE / SMALL));
    learn(software, SMALL, 1_000L * times);
    assertEquals(tried, reasons(100, LARGE, true).contains(Why.TRIAL));
  }

  @Test
  void shouldExpectMoreOfLargerInputsThanAnyThatIsKnown() {
    learn(board, SMALL, 3_000);
    learn(software, SMALL, 2_000);
    learn(board, LARGE, 1_000_000);
    assertChosen(board, Why.PREFERRED, LARGE);
  }

  @Test
  void shouldForgetTheFirstCallOfASizeWhenTheSecondIsKnown() {
    choice.learn(FUNCTION, board.number(), SMALL, 300_000_000);
    choice.learn(FUNCTION, board.number(), SMALL, 1_000);
    learn(software, SMALL, 2_000);
    assertChosen(board, Why.PREFERRED, SMALL);
  }

  @Test
  void shouldPassOverDevicesInQuarantine() {
    board.standing().quarantine("for the test");
    assertChosen(software, Why.OTHERS_QUARANTINED, SMALL);
    board.standing().readmit();
    assertChosen(board, Why.PREFERRED, SMALL);
    board.standing().quarantine("for the test");
    software.standing().quarantine("for the test");
    assertNull(choice.first(route, _ -> 0, SMALL, true));
  }

  @Test
  void shouldLeaveOutDevicesThatFailedTheCall() {
    Route three = new Route(FUNCTION, SPEC, List.of(board, software, third));
    assertEquals(software, choice.next(three, _ -> 0, SMALL, number -> number == 1));
    assertEquals(Why.RETRY, choice.why());
    assertEquals(third, choice.next(three, _ -> 0, SMALL, number -> number < 3));
    assertEquals(software, choice.next(three, _ -> 0, SMALL, number -> number != 2));
    assertNull(choice.next(route, _ -> 0, SMALL, _ -> true));
  }

  @Test
  void shouldNotOverflowWhenCallsTakeForEverAndManyWait() {
    learn(board, SMALL, Long.MAX_VALUE / 2);
    learn(software, SMALL, 1_000);
    assertEquals(software, choice.first(route, _ -> 65_536, SMALL, true));
    assertEquals(software, choice.first(route, _ -> 65_536, LARGE, true));
  }

  @Test
  void shouldLearnEachFunctionForItself() {
    Route other = new Route(FUNCTION + 1, SPEC, List.of(board, software));
    learn(board, SMALL, 50_000);
    learn(software, SMALL, 1_000);
    assertEquals(board, choice.first(other, _ -> 0, SMALL, true));
  }

  @Test
  void shouldFindADeviceThatHasBecomeFaster() {
    learn(board, SMALL, 5_000);
    learn(software, SMALL, 50_000);
    assertEquals(0, trials(4095));

    assertEquals(1, trials(20), "of each size one after 4096 choices");
    choice.learn(FUNCTION, software.number(), SMALL, 60_000);
    assertEquals(0, trials(4096 - 32), "it is not");

    assertEquals(1, trials(64));
    choice.learn(FUNCTION, software.number(), SMALL, 2_000);
    assertChosen(software, Why.SOONEST, SMALL);
  }

  /** As often until a trial as there are choices, then once. */
  private int trials(int choices) {
    for (int i = 0; i < choices; i++) {
      choice.first(route, _ -> 0, SMALL, true);
      if (choice.why() == Why.TRIAL) {
        return 1;
      }
      choice.learn(FUNCTION, board.number(), SMALL, 5_000);
    }
    return 0;
  }

  @Test
  void shouldForgetWhatItKnewOfADeviceBeforeItsQuarantine() {
    choice.first(route, _ -> 0, SMALL, true);
    learn(board, SMALL, 50_000);
    learn(software, SMALL, 5_000);
    assertChosen(software, Why.SOONEST, SMALL);

    board.standing().quarantine("for the test");
    board.standing().readmit();

    assertEquals(15, reasons(15, SMALL, true).stream().filter(Why.SOONEST::equals).count());
    assertChosen(board, Why.TRIAL, SMALL);
  }
}
