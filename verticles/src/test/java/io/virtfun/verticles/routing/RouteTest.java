package io.virtfun.verticles.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteTest {
  private static final FunctionSpec SPEC =
      new FunctionSpec("f", 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  private static final DeviceRoute LARGE = new DeviceRoute(1, "large", 8);
  private static final DeviceRoute SMALL = new DeviceRoute(2, "small", 2);
  private static final DeviceRoute HUGE = new DeviceRoute(3, "huge", Integer.MAX_VALUE);

  private static Route route(DeviceRoute... devices) {
    return new Route(1, SPEC, List.of(devices));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 0, 2",
    "3, 1, 1",
    "4, 1, 1",
    "5, 1, 2",
    "8, 2, 1",
    "9, 2, 2",
    "16, 4, 1",
    "100, 2, 2",
    "2147483647, 2147483647, 1"
  })
  void shouldChooseTheLeastLoadedForItsWindow(int atLarge, int atSmall, int expected) {
    DeviceRoute chosen =
        route(LARGE, SMALL).choose(number -> number == LARGE.number() ? atLarge : atSmall, 0, 0);
    assertEquals(expected == 1 ? LARGE : SMALL, chosen);
  }

  @Test
  void shouldChooseThePreferredWhenAllAreEquallyLoaded() {
    assertEquals(LARGE, route(LARGE, SMALL).choose(_ -> 0, 0, 0));
    assertEquals(SMALL, route(SMALL, LARGE).choose(_ -> 0, 0, 0));
  }

  @Test
  void shouldChooseTheFirstOfTheBestWhenThereAreThree() {
    DeviceRoute twin = new DeviceRoute(4, "twin", 2);
    assertEquals(SMALL, route(LARGE, SMALL, twin).choose(number -> number == 1 ? 1 : 0, 0, 0));
    assertEquals(twin, route(SMALL, LARGE, twin).choose(number -> number == 4 ? 0 : 1, 0, 0));
  }

  @Test
  void shouldNotOverflowWhenNumbersAreLarge() {
    DeviceRoute other = new DeviceRoute(1, "other", Integer.MAX_VALUE - 1);
    assertEquals(
        other, route(HUGE, other).choose(number -> number == 3 ? Integer.MAX_VALUE : 5, 0, 0));
  }

  @Test
  void shouldLeaveOutDevicesThatDoNotServe() {
    DeviceRoute sick = new DeviceRoute(1, "sick", 8);
    Route route = route(sick, SMALL);
    sick.standing().serving(false);

    assertEquals(SMALL, route.choose(number -> number == SMALL.number() ? 2 : 0, 0, 0));
    assertTrue(route.isServed());

    sick.standing().serving(true);
    assertEquals(sick, route.choose(_ -> 0, 0, 0));
  }

  @Test
  void shouldLeaveOutDevicesThatFailedTheCall() {
    DeviceRoute third = new DeviceRoute(4, "third", 2);
    Route route = route(LARGE, SMALL, third);

    assertEquals(SMALL, route.choose(_ -> 0, LARGE.number(), 0));
    assertEquals(third, route.choose(_ -> 0, LARGE.number(), SMALL.number()));
    assertEquals(SMALL, route.choose(_ -> 0, third.number(), LARGE.number()));
    assertNull(route(LARGE, SMALL).choose(_ -> 0, SMALL.number(), LARGE.number()));
  }

  @Test
  void shouldChooseNoneWhenNoneServes() {
    DeviceRoute sick = new DeviceRoute(1, "sick", 8);
    sick.standing().serving(false);

    assertNull(route(sick).choose(_ -> 0, 0, 0));
    assertFalse(route(sick).isServed());
  }
}
