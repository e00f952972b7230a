package io.virtfun.verticles.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RouteTest {
  private static final FunctionSpec SPEC =
      new FunctionSpec("f", 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());

  private final DeviceRoute first = new DeviceRoute(1, "first", 8);
  private final DeviceRoute second = new DeviceRoute(2, "second", 8);
  private final DeviceRoute denied = new DeviceRoute(3, "denied", 8);
  private final Route route =
      new Route(1, SPEC, List.of(first, second, denied)).restrictedTo(List.of(first, second));

  @Test
  void shouldServeAsLongAsOneDeviceDoes() {
    assertEquals(Status.OK, route.serves(0));
    first.standing().quarantine("for the test");
    assertEquals(Status.OK, route.serves(0));
    second.standing().quarantine("for the test");
    assertEquals(Status.NO_DEVICE, route.serves(0));
    second.standing().readmit();
    assertEquals(Status.OK, route.serves(0));
  }

  @Test
  void shouldServeOnTheDeviceThatIsAskedForAlone() {
    assertEquals(Status.OK, route.serves(1));
    assertEquals(Status.NOT_ALLOWED, route.serves(3));
    assertEquals(Status.NO_DEVICE, route.serves(4));
    first.standing().quarantine("for the test");
    assertEquals(Status.NO_DEVICE, route.serves(1));
    assertEquals(Status.OK, route.serves(2));
  }

  @Test
  void shouldFindTheDevicesThatMayBeUsed() {
    assertEquals(second, route.device(2));
    assertNull(route.device(3));
    assertNull(route.device(0));
  }
}
