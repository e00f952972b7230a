package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.Changes;
import io.virtfun.broker.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker makes of the configurations of a run. */
class ConfigurationsTest {
  private static final int DRAWN = 200;

  private final Configurations configurations = new Configurations(7, 0);
  private final SplittableRandom random = new SplittableRandom(7);
  @TempDir private Path folder;

  private BrokerConfig read(String yaml) throws IOException {
    return BrokerConfig.load(Files.writeString(folder.resolve("chaos.yaml"), yaml));
  }

  @Test
  void shouldHaveAllTenantsWhenItStarts() throws IOException {
    assertEquals(
        Arrays.stream(Tenancy.values()).map(Tenancy::tenant).toList(),
        read(configurations.first()).tenants().stream().map(each -> each.name()).toList());
  }

  @Test
  void shouldBeTakenOverWhenChanged() throws IOException {
    BrokerConfig running = read(configurations.first());
    int withoutGamma = 0;
    for (int i = 0; i < DRAWN; i++) {
      BrokerConfig next = read(configurations.changed(random));
      Changes changes = assertDoesNotThrow(() -> Changes.between(running, next));
      withoutGamma += changes.removed().equals(List.of("gamma")) ? 1 : 0;
    }
    assertNotEquals(0, withoutGamma);
    assertNotEquals(DRAWN, withoutGamma);
  }

  @Test
  void shouldBeRefusedWhenInvalid() throws IOException {
    BrokerConfig running = read(configurations.first());
    for (int i = 0; i < DRAWN; i++) {
      String invalid = configurations.invalid(random);
      assertThrows(ConfigException.class, () -> Changes.between(running, read(invalid)), invalid);
    }
  }

  @Test
  void shouldBeTheSameWhenTheSeedIs() {
    assertEquals(configurations.first(), new Configurations(7, 0).first());
    assertNotEquals(configurations.first(), new Configurations(8, 0).first());
  }
}
