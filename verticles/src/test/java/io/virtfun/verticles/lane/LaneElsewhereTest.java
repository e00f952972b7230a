package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.EITHER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.lane.TestGuest.Answer;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that a device failed, and calls that no device takes. */
final class LaneElsewhereTest {
  private static final long NOW = TestHost.NOW;
  private static final FunctionSpec ONCE =
      new FunctionSpec("once", 1, "", false, 1, List.of(), EITHER.input(), EITHER.output());
  private static final int ONCE_ID = 2;

  private final TestGuest guest = new TestGuest(8);
  private final List<DeviceRoute> devices =
      List.of(
          new DeviceRoute(1, "first", 1),
          new DeviceRoute(2, "second", 1),
          new DeviceRoute(3, "third", 1),
          new DeviceRoute(4, "fourth", 1));
  private final TestHost host = new TestHost(guest, routes());

  private Routes routes() {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    devices.forEach(device -> implementations.put(device, List.of(EITHER, ONCE)));
    return Routes.of(implementations);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private void fail(int device) {
    host.finish(device, Outcome.deviceFailed());
  }

  private List<Status> answers() {
    host.lane().flush();
    return guest.take(8).stream().map(Answer::status).toList();
  }

  @Test
  void shouldTryAtMostThreeDevices() {
    guest.submit(guest.entry(7, 1));
    host.turn();

    fail(1);
    assertArrayEquals(new long[] {7}, host.idsAt(2));
    fail(2);
    assertArrayEquals(new long[] {7}, host.idsAt(3));
    assertEquals(List.of(), answers());
    fail(3);

    assertEquals(List.of(Status.DEVICE_FAILED), answers());
    assertEquals(List.of("RETRY 2"), guest.reasons());
    assertTrue(host.lane().isDrained());
    assertEquals(0, host.lane().inFlight());
  }

  @Test
  void shouldRunWhereTheGuestAsks() {
    guest.submit(guest.entry(7, 1).device(3));
    guest.submit(guest.entry(8, 1).device(3));
    host.turn();
    assertArrayEquals(new long[] {7}, host.idsAt(3));

    host.finish(3, Outcome.ok(0));
    fail(3);

    assertEquals(List.of(Status.OK, Status.DEVICE_FAILED), answers());
    assertEquals(List.of("ASKED_FOR 0", "ASKED_FOR 0"), guest.reasons());
  }

  @Test
  void shouldRefuseWhenTheDeviceThatIsAskedForDoesNotServe() {
    devices.get(2).standing().quarantine("for the test");
    guest.submit(guest.entry(1, 1).device(3));
    guest.submit(guest.entry(2, 1).device(5));
    guest.submit(guest.entry(3, 1).device(SubmissionEntry.MAX_DEVICE));
    host.turn();
    assertEquals(List.of(Status.NO_DEVICE, Status.NO_DEVICE, Status.NO_DEVICE), answers());
    assertEquals(List.of("UNKNOWN 0", "UNKNOWN 0", "UNKNOWN 0"), guest.reasons());
  }

  @Test
  void shouldSayWhyACallRanWhereItDid() {
    guest.submit(guest.entry(1, 1));
    host.turn();
    host.finish(1, Outcome.ok(0));
    devices.get(0).standing().quarantine("for the test");
    guest.submit(guest.entry(2, 1));
    host.turn();
    host.finish(2, Outcome.ok(0));
    assertEquals(List.of(Status.OK, Status.OK), answers());
    assertEquals(List.of("PREFERRED 0", "OTHERS_QUARANTINED 0"), guest.reasons());
  }

  @Test
  void shouldAnswerWhatTheOtherDeviceSays() {
    guest.submit(guest.entry(7, 1));
    host.turn();
    fail(1);
    host.finish(2, Outcome.badData());
    assertEquals(List.of(Status.BAD_DATA), answers());
  }

  @Test
  void shouldGoElsewhereWhenADeviceSaysThatItWroteMoreThanThereIsRoomFor() {
    guest.submit(guest.entry(7, 1));
    host.turn();
    host.finish(1, Outcome.ok(1));
    assertArrayEquals(new long[] {7}, host.idsAt(2));
  }

  @Test
  void shouldWaitWhereTheOtherDeviceHasAllItMayHave() {
    guest.submit(1, 1, 2);
    host.turn();
    devices.get(2).standing().quarantine("for the test");
    devices.get(3).standing().quarantine("for the test");

    fail(1);
    assertArrayEquals(new long[] {2}, host.idsAt(2));
    host.finish(2, Outcome.ok(0));

    assertArrayEquals(new long[] {1}, host.idsAt(2));
  }

  @Test
  void shouldFailACallThatMayHaveDoneSomething() {
    guest.submit(guest.entry(7, ONCE_ID));
    host.turn();
    fail(1);
    assertEquals(List.of(Status.DEVICE_FAILED), answers());
  }

  @Test
  void shouldNotGoElsewhereWhenTheGuestWantsItNoMore() {
    guest.submit(guest.entry(1, 1));
    guest.submit(guest.entry(2, 1).timeToLiveMicros(5));
    host.turn();
    guest.submit(new SubmissionEntry().cancel(1));
    host.turn();

    fail(1);
    host.finish(2, Outcome.deviceFailed(), NOW + 5_000);

    assertEquals(List.of(Status.CANCELLED, Status.EXPIRED), answers());
  }

  @ParameterizedTest
  @CsvSource({"true, NO_DEVICE", "false, OK"})
  void shouldRefuseWhenNoDeviceServes(boolean sick, Status expected) {
    if (sick) {
      devices.forEach(device -> device.standing().quarantine("for the test"));
    }
    guest.submit(guest.entry(7, 1));
    host.turn();
    host.finishAll(1);
    assertEquals(List.of(expected), answers());
  }

  @Test
  void shouldFailWhenNoOtherDeviceServes() {
    guest.submit(guest.entry(7, 1));
    host.turn();
    devices.forEach(device -> device.standing().quarantine("for the test"));
    fail(1);
    assertEquals(List.of(Status.DEVICE_FAILED), answers());
  }

  private void quarantine(int device) {
    devices.get(device - 1).standing().quarantine("for the test");
  }

  @Test
  void shouldSendOnWhatADeviceHasNotBegunWhateverTheFunction() {
    guest.submit(guest.entry(7, ONCE_ID));
    host.turn();
    quarantine(1);
    host.giveBack(1);
    quarantine(2);
    host.giveBack(2);
    host.finish(3, Outcome.ok(0));

    assertEquals(List.of(Status.OK), answers());
    assertEquals(List.of("OTHERS_QUARANTINED 0"), guest.reasons());
  }

  @Test
  void shouldAnswerThatThereIsNoDeviceWhereNoneHasBegunTheCall() {
    guest.submit(guest.entry(7, ONCE_ID));
    guest.submit(guest.entry(8, ONCE_ID).device(2));
    host.turn();
    for (int device = 1; device <= 4; device++) {
      quarantine(device);
    }
    host.giveBack(1);
    host.giveBack(2);

    assertEquals(List.of(Status.NO_DEVICE, Status.NO_DEVICE), answers());
    assertEquals(0, host.lane().inFlight());
    assertTrue(host.lane().isDrained());
  }

  @Test
  void shouldSayThatACallMayHaveRunWhichOneDeviceBegan() {
    guest.submit(guest.entry(7, 1));
    host.turn();
    fail(1);
    for (int device = 1; device <= 4; device++) {
      quarantine(device);
    }
    host.giveBack(2);

    assertEquals(List.of(Status.DEVICE_FAILED), answers());
  }

  @Test
  void shouldNotSendACallOnForEver() {
    guest.submit(guest.entry(7, ONCE_ID));
    host.turn();
    int at = 1;
    int moves = 0;
    while (answers().isEmpty()) {
      host.giveBack(at);
      at = host.at(1).isEmpty() ? 2 : 1;
      moves++;
    }
    assertEquals(9, moves);
  }

  @Test
  void shouldSendElsewhereWhatWaitsForADeviceWhoseCallsDoNotEnd() {
    for (int id = 1; id <= 3; id++) {
      guest.submit(guest.entry(id, ONCE_ID).device(1));
    }
    guest.submit(guest.entry(4, ONCE_ID));
    host.turn();
    assertArrayEquals(new long[] {1}, host.idsAt(1));

    host.lane().leave(NOW);
    assertEquals(3, host.lane().inFlight(1), "it serves");
    quarantine(1);
    host.lane().leave(NOW);

    assertEquals(List.of(Status.NO_DEVICE, Status.NO_DEVICE), answers());
    assertArrayEquals(new long[] {4}, host.idsAt(2));
    assertEquals(1, host.lane().inFlight(1));
    host.finish(1, Outcome.ok(0));
    host.finish(2, Outcome.ok(0));
    assertEquals(List.of(Status.OK, Status.OK), answers());
  }

  /** Where it is told of one, a call may have come to wait for another that was left before. */
  @Test
  void shouldLeaveAllDevicesThatDoNotServe() {
    for (int id = 1; id <= 6; id++) {
      guest.submit(guest.entry(id, ONCE_ID).device(1 + id % 3));
    }
    host.turn();
    quarantine(1);
    quarantine(2);
    host.lane().leave(NOW);

    assertEquals(List.of(Status.NO_DEVICE, Status.NO_DEVICE), answers());
    assertEquals(2, host.lane().inFlight(3));
  }
}
