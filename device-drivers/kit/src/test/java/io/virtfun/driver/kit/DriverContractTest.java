package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract finds each fault, and none where there is none. */
class DriverContractTest {
  @AfterEach
  void giveBackWhatWasLeft() throws IOException {
    CrookedDriver.fault = Fault.NONE;
    CrookedDevice.LEFT_THREADS.forEach(LockSupport::unpark);
    CrookedDevice.LEFT_THREADS.clear();
    for (Channel channel : CrookedDevice.LEFT_CHANNELS) {
      channel.close();
    }
    CrookedDevice.LEFT_CHANNELS.clear();
  }

  @Test
  void shouldPassWhenNothingIsWrong() {
    TestExecutionSummary summary = run(Fault.NONE);

    assertEquals(Set.of(), failed(summary));
    assertTrue(summary.getTestsSucceededCount() > 40, "ran " + summary.getTestsSucceededCount());
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_ECHO, shouldGiveTheInputWhenEcho",
    "WRONG_REVERSE, shouldGiveTheKnownAnswer",
    "WRONG_BESIDE_ANOTHER, shouldAnswerEachTheSameWhenCalledAtOnce",
    "OTHER_DESCRIPTION, shouldDescribeStandardFunctionsAsEveryDeviceDoes",
    "WRITES_OUTSIDE, shouldGiveTheInputWhenEcho",
    "WRITES_INPUT, shouldGiveTheInputWhenEcho",
    "BELIEVES_THE_GUEST, shouldEndWithinItsSlicesWhenTheGuestWritesMeanwhile",
    "ENDS_TWICE, shouldHaveASlotForTheNextCallWhenOneHasEnded",
    "FREES_ITS_SLOT_LATE, shouldHaveASlotForTheNextCallWhenOneHasEnded",
    "FAILS_CANCELLED_CALLS, shouldStopOrAnswerRightWhenCancelledBefore",
    "TAKES_ANY_OPTION, shouldNameOptionValueAndExpectationWhenAnOptionIsUnknown",
    "IGNORES_SLOTS, shouldHaveTheConfiguredSlots",
    "SAYS_IT_IS_BROKEN, shouldSayThatItWorksWhenCheckedAndHaveNoNegativeClock",
    "CLOSES_ONCE, shouldHaveASlotAndStayClosedWhenClosedTwice",
    "LEAVES_A_THREAD, shouldLeaveNothingOpenWhenClosed",
    "LEAVES_A_DESCRIPTOR, shouldLeaveNothingOpenWhenCallsHaveEnded",
  })
  void shouldFailWhenSomethingIsWrong(Fault fault, String test) {
    Set<String> failed = failed(run(fault));

    assertTrue(failed.contains(test), () -> "failed: " + failed);
  }

  private static TestExecutionSummary run(Fault fault) {
    CrookedDriver.fault = fault;
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(CrookedContract.class))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  private static Set<String> failed(TestExecutionSummary summary) {
    Set<String> names = new TreeSet<>();
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      names.add(
          failure
              .getTestIdentifier()
              .getSource()
              .map(source -> source instanceof MethodSource method ? method.getMethodName() : "")
              .orElse(""));
    }
    return names;
  }
}
