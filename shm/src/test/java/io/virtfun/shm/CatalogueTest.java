package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How functions and devices are looked up. */
class CatalogueTest {
  private final Catalogue.Function old = new Catalogue.Function(3, version(1));
  private final Catalogue.Function newest = new Catalogue.Function(1, version(10));
  private final Catalogue.Function middle = new Catalogue.Function(2, version(9));
  private final Catalogue catalogue =
      new Catalogue(List.of(old, newest, middle), List.of(new Catalogue.Device(4, "software")));

  private static FunctionSpec version(int version) {
    SizeRule any = SizeRule.any();
    return new FunctionSpec("f", version, "A function", true, 1, List.of(), any, any);
  }

  @Test
  void shouldFindNewestVersionByName() {
    assertEquals(Optional.of(newest), catalogue.find("f"));
  }

  @Test
  void shouldFindVersionByQualifiedName() {
    assertEquals(Optional.of(middle), catalogue.find("f@9"));
    assertEquals(Optional.empty(), catalogue.find("f@2"));
    assertEquals(Optional.empty(), catalogue.find("g"));
  }

  @Test
  void shouldNameDevicesByNumber() {
    assertEquals("software", catalogue.deviceName(4));
    assertEquals("#5", catalogue.deviceName(5));
  }
}
