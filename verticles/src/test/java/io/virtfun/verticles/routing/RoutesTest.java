package io.virtfun.verticles.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
  private static final DeviceRoute FPGA = new DeviceRoute(1, "fpga", 4);
  private static final DeviceRoute SOFTWARE = new DeviceRoute(2, "software", 8);
  private static final FunctionSpec A1 = spec("a", 1, "first");
  private static final FunctionSpec A2 = spec("a", 2, "second");
  private static final FunctionSpec B1 = spec("b", 1, "");

  private final Routes routes = routes(List.of(B1, A2), List.of(A1, A2));

  private static FunctionSpec spec(String name, int version, String summary) {
    return new FunctionSpec(
        name, version, summary, true, 1, List.of(), SizeRule.any(), SizeRule.any());
  }

  private static Routes routes(List<FunctionSpec> fpga, List<FunctionSpec> software) {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    implementations.put(FPGA, fpga);
    implementations.put(SOFTWARE, software);
    return Routes.of(implementations);
  }

  @Test
  void shouldNumberFunctionsInTheOrderOfDevicesAndTheirFunctions() {
    assertEquals(new Route(1, B1, List.of(FPGA)), routes.find(1));
    assertEquals(new Route(2, A2, List.of(FPGA, SOFTWARE)), routes.find(2));
    assertEquals(new Route(3, A1, List.of(SOFTWARE)), routes.find(3));
  }

  @Test
  void shouldKeepIdsWhenRestricted() {
    Routes restricted =
        routes.restrictedTo(spec -> spec.name().equals("a"), device -> device.equals(SOFTWARE));

    assertEquals(new Route(1, B1, List.of(), List.of(FPGA)), restricted.find(1));
    assertEquals(new Route(2, A2, List.of(SOFTWARE), List.of(FPGA)), restricted.find(2));
    assertEquals(new Route(3, A1, List.of(SOFTWARE)), restricted.find(3));
    assertEquals(3, restricted.functionCount());
    assertEquals(routes.devices(), restricted.devices());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldFindNothingWhenTheIdIsUnknown(int id) {
    assertNull(routes.find(id));
  }

  @Test
  void shouldTellGuestsOfFunctionsAndDevices() {
    assertEquals(
        new Catalogue(
            List.of(
                new Catalogue.Function(1, B1),
                new Catalogue.Function(2, A2),
                new Catalogue.Function(3, A1)),
            List.of(new Catalogue.Device(1, "fpga"), new Catalogue.Device(2, "software"))),
        routes.catalogue());
    assertEquals(List.of(FPGA, SOFTWARE), routes.devices());
  }

  @Test
  void shouldPreferTheDeviceThatComesFirst() {
    Routes other = routes(List.of(A1), List.of(A1));
    assertEquals(List.of(FPGA, SOFTWARE), other.find(1).devices());
  }

  @Test
  void shouldRefuseWhenTwoDevicesDescribeAFunctionDifferently() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> routes(List.of(A1), List.of(spec("a", 1, "other"))));
    assertEquals(
        "device software: a@1 is described differently by another device, or was before"
            + " (expected: equal)",
        refused.getMessage());
  }

  private static Routes without(DeviceRoute gone, Routes from, List<FunctionSpec> left) {
    return from.next(Map.of(gone.equals(FPGA) ? SOFTWARE : FPGA, left));
  }

  @Test
  void shouldKeepIdsAndNumbersWhenADeviceHasGone() {
    Routes next = without(FPGA, routes, List.of(A1, A2));

    assertEquals(new Route(1, B1, List.of()), next.find(1));
    assertEquals(new Route(2, A2, List.of(SOFTWARE)), next.find(2));
    assertEquals(new Route(3, A1, List.of(SOFTWARE)), next.find(3));
    assertEquals(Status.NO_DEVICE, next.find(1).serves(0));
    assertEquals(Status.NO_DEVICE, next.find(2).serves(1));
    assertFalse(next.find(1).isDenied());
    assertEquals(
        new Catalogue(
            List.of(
                new Catalogue.Function(1, B1, true),
                new Catalogue.Function(2, A2),
                new Catalogue.Function(3, A1)),
            List.of(new Catalogue.Device(1, "fpga", true), new Catalogue.Device(2, "software"))),
        next.catalogue());
  }

  @Test
  void shouldGiveNewFunctionsTheNextIds() {
    FunctionSpec added = spec("c", 1, "");
    DeviceRoute third = new DeviceRoute(3, "third", 1);
    Map<DeviceRoute, List<FunctionSpec>> all = new LinkedHashMap<>();
    all.put(third, List.of(added, A1));
    all.put(FPGA, List.of(B1, A2));
    all.put(SOFTWARE, List.of(A1, A2));

    Routes next = routes.next(all);

    assertEquals(new Route(1, B1, List.of(FPGA)), next.find(1));
    assertEquals(new Route(3, A1, List.of(third, SOFTWARE)), next.find(3));
    assertEquals(new Route(4, added, List.of(third)), next.find(4));
    assertEquals(List.of(FPGA, SOFTWARE, third), next.devices());
  }

  @Test
  void shouldLeadFromTheNumberOfADeviceThatWasReplacedToTheOneInItsPlace() {
    DeviceRoute upgraded = new DeviceRoute(3, "fpga", 4);
    Map<DeviceRoute, List<FunctionSpec>> all = new LinkedHashMap<>();
    all.put(upgraded, List.of(B1));
    all.put(SOFTWARE, List.of(A1));

    Routes next = routes.next(all);

    assertEquals(3, next.current(1));
    assertEquals(2, next.current(2));
    assertEquals(3, next.current(3));
    assertEquals(0, next.current(0));
    assertEquals(4, next.current(4));
    assertEquals(1, without(FPGA, routes, List.of(A1)).current(1));
  }

  @Test
  void shouldBringBackWhatWasWithdrawn() {
    Routes back = without(FPGA, routes, List.of(A1)).next(Map.of(FPGA, List.of(B1)));

    assertEquals(new Route(1, B1, List.of(FPGA)), back.find(1));
    assertEquals(new Route(3, A1, List.of()), back.find(3));
  }

  @Test
  void shouldRefuseADescriptionThatDiffersFromTheOneBefore() {
    Routes none = routes.next(Map.of());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> none.next(Map.of(SOFTWARE, List.of(spec("a", 1, "other")))));
    assertEquals(
        "device software: a@1 is described differently by another device, or was before"
            + " (expected: equal)",
        refused.getMessage());
  }

  @Test
  void shouldRefuseNumbersThatLeaveSomeOut() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> routes.next(Map.of(new DeviceRoute(4, "far", 1), List.of())));
    assertEquals("device far: number 4 (expected: 1..3)", refused.getMessage());
  }
}
