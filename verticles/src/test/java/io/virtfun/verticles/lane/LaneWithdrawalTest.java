package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.EITHER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.lane.TestGuest.Answer;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of a lane whose devices come and go. */
final class LaneWithdrawalTest {
  private static final FunctionSpec ADDED =
      new FunctionSpec("added", 1, "", true, 1, List.of(), EITHER.input(), EITHER.output());
  private static final DeviceRoute OLD = new DeviceRoute(1, "first", 1);
  private static final DeviceRoute NEW = new DeviceRoute(2, "first", 1);

  private final TestGuest guest = new TestGuest(8);
  private final Routes before = Routes.of(Map.of(OLD, List.of(EITHER)));
  private final Gate gate = Gate.open(before);
  private final TestHost host = new TestHost(guest, gate);

  @AfterEach
  void close() {
    guest.close();
  }

  private List<Status> answers() {
    host.lane().flush();
    return guest.take(8).stream().map(Answer::status).toList();
  }

  @Test
  void shouldFinishOnTheOldDeviceWhatItHasAndSendNewCallsToTheNewOne() {
    guest.submit(guest.entry(1, 1));
    guest.submit(guest.entry(2, 1));
    host.turn();
    gate.adopt(before.next(Map.of(NEW, List.of(EITHER))));
    guest.submit(guest.entry(3, 1));
    host.turn();

    assertArrayEquals(new long[] {1}, host.idsAt(1));
    assertArrayEquals(new long[] {3}, host.idsAt(2));
    assertEquals(2, host.lane().inFlight(1));
    assertEquals(1, host.lane().inFlight(2));

    host.finish(1, Outcome.ok(0));
    assertArrayEquals(new long[] {2}, host.idsAt(1));
    host.finish(1, Outcome.ok(0));
    host.finish(2, Outcome.ok(0));

    assertEquals(List.of(Status.OK, Status.OK, Status.OK), answers());
    assertEquals(0, host.lane().inFlight(1));
  }

  @Test
  void shouldSendAFailedCallOfTheOldDeviceToTheNewOne() {
    guest.submit(guest.entry(1, 1));
    host.turn();
    gate.adopt(before.next(Map.of(NEW, List.of(EITHER))));

    host.finish(1, Outcome.deviceFailed());
    assertArrayEquals(new long[] {1}, host.idsAt(2));
    host.finish(2, Outcome.ok(0));

    assertEquals(List.of(Status.OK), answers());
  }

  @Test
  void shouldSendACallThatAsksForTheOldDeviceToTheOneInItsPlace() {
    gate.adopt(before.next(Map.of(NEW, List.of(EITHER))));
    guest.submit(guest.entry(1, 1).device(1));
    host.turn();

    assertArrayEquals(new long[] {1}, host.idsAt(2));
  }

  @Test
  void shouldAnswerThatThereIsNoDevice() {
    gate.adopt(before.next(Map.of()));
    guest.submit(guest.entry(1, 1));
    guest.submit(guest.entry(2, 1).device(1));
    host.turn();

    assertEquals(List.of(Status.NO_DEVICE, Status.NO_DEVICE), answers());
  }

  @Test
  void shouldCallAFunctionThatCameLater() {
    Map<DeviceRoute, List<FunctionSpec>> both = new LinkedHashMap<>();
    both.put(OLD, List.of(EITHER));
    both.put(NEW, List.of(ADDED));
    guest.submit(guest.entry(1, 2));
    host.turn();
    gate.adopt(before.next(both));
    guest.submit(guest.entry(2, 2));
    host.turn();
    host.finish(2, Outcome.ok(0));

    assertEquals(List.of(Status.UNKNOWN_FUNCTION, Status.OK), answers());
    assertEquals(1, gate.tenant().account().usages().get(2).calls());
    assertEquals(0, gate.tenant().account().usages().get(2).inFlight());
  }

  @Test
  void shouldGrantADeviceItsWindowWhereANumberIsUsedAgain() {
    DeviceRoute back = new DeviceRoute(1, "first", 3);
    guest.submit(guest.entry(1, 1));
    host.turn();
    host.finish(1, Outcome.ok(0));
    gate.adopt(before.next(Map.of(NEW, List.of(EITHER))).next(Map.of(back, List.of(EITHER))));
    for (int id = 2; id <= 5; id++) {
      guest.submit(guest.entry(id, 1));
    }
    host.turn();

    assertArrayEquals(new long[] {2, 3, 4}, host.idsAt(1));
  }

  @Test
  void shouldKeepTheAccountOfCallsThatWereThereBefore() {
    guest.submit(guest.entry(1, 1));
    host.turn();
    Map<DeviceRoute, List<FunctionSpec>> both = new LinkedHashMap<>();
    both.put(OLD, List.of(EITHER, ADDED));
    gate.adopt(before.next(both));
    assertEquals(1, gate.tenant().account().usages().get(1).inFlight());

    host.finish(1, Outcome.ok(0));

    assertEquals(1, gate.tenant().account().usages().get(1).calls());
    assertEquals(0, gate.tenant().account().usages().get(1).inFlight());
  }
}
