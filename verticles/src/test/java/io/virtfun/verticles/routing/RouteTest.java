package io.virtfun.verticles.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        route(LARGE, SMALL).choose(number -> number == LARGE.number() ? atLarge : atSmall);
    assertEquals(expected, chosen.number());
  }

  @Test
  void shouldChooseThePreferredWhenAllAreEquallyLoaded() {
    assertEquals(LARGE, route(LARGE, SMALL).choose(_ -> 0));
    assertEquals(SMALL, route(SMALL, LARGE).choose(_ -> 0));
  }

  @Test
  void shouldChooseTheFirstOfTheBestWhenThereAreThree() {
    DeviceRoute twin = new DeviceRoute(4, "twin", 2);
    assertEquals(SMALL, route(LARGE, SMALL, twin).choose(number -> number == 1 ? 1 : 0));
    assertEquals(twin, route(SMALL, LARGE, twin).choose(number -> number == 4 ? 0 : 1));
  }

  @Test
  void shouldNotOverflowWhenNumbersAreLarge() {
    Route route = route(HUGE, new DeviceRoute(1, "other", Integer.MAX_VALUE - 1));
    assertEquals(1, route.choose(number -> number == 3 ? Integer.MAX_VALUE : 5).number());
  }
}
