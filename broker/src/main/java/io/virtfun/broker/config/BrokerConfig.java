package io.virtfun.broker.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Everything the operator configures, checked.
 *
 * @param broker how the broker runs
 * @param tenants who may attach, at least one
 * @param devices what calls run on, at least one
 */
public record BrokerConfig(
    BrokerSettings broker, List<TenantSettings> tenants, List<DeviceSettings> devices) {
  private static final String DEMO = "demo.yaml";
  private static final String SHIPPED = "virtfun.yaml";
  private static final String OPERATOR_SOCKET = "admin.sock";

  public BrokerConfig {
    tenants = List.copyOf(tenants);
    devices = List.copyOf(devices);
    Rules.notEmpty("tenants", tenants);
    Rules.unique("tenants", "name", tenants.stream().map(TenantSettings::name).toList());
    Rules.unique("tenants", "socket", tenants.stream().map(TenantSettings::socket).toList());
    Rules.notEmpty("devices", devices);
    List<String> ids = devices.stream().map(DeviceSettings::id).toList();
    Rules.unique("devices", "id", ids);
    for (int index = 0; index < tenants.size(); index++) {
      Rules.known("tenants[" + index + "].devices", tenants.get(index).devices(), ids);
    }
  }

  /**
   * Requires that all functions that tenants are limited to are among those that there are.
   *
   * <p><b>Errors:</b> {@link ConfigException} names the nearest one.
   */
  public void requireFunctions(List<String> known) {
    for (int index = 0; index < tenants.size(); index++) {
      Rules.known("tenants[" + index + "].functions", tenants.get(index).functions(), known);
    }
  }

  /**
   * The configuration in a file.
   *
   * <p><b>Errors:</b> {@link ConfigException} names file, key path, value and expectation.
   */
  public static BrokerConfig load(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw ConfigException.at("", "no such file (expected: a configuration)").in(file.toString());
    } catch (IOException e) {
      throw ConfigException.at("", "cannot be read: " + e.getMessage()).in(file.toString());
    }
  }

  /** The configuration that comes with the broker: {@code conf/virtfun.yaml}. */
  public static BrokerConfig shipped() {
    try (InputStream yaml =
        Objects.requireNonNull(BrokerConfig.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return parse("built-in " + SHIPPED, yaml.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the shipped configuration of the demo into a folder. */
  public static Path copyOfDemo(Path folder) throws IOException {
    Path copy = folder.resolve(DEMO);
    try (InputStream yaml =
        Objects.requireNonNull(BrokerConfig.class.getResourceAsStream(DEMO), DEMO)) {
      Files.copy(yaml, copy);
    }
    return copy;
  }

  static BrokerConfig parse(String file, byte[] yaml) {
    try {
      return Section.of(YamlTree.parse(yaml), "", BrokerConfig.class).build(BrokerConfig::read);
    } catch (ConfigException e) {
      throw e.in(file);
    }
  }

  private static BrokerConfig read(Section root) {
    return new BrokerConfig(
        root.section("broker", BrokerSettings.class).build(BrokerSettings::read),
        root.sections("tenants", TenantSettings.class)
            .map(tenant -> tenant.build(TenantSettings::read))
            .toList(),
        root.sections("devices", DeviceSettings.class)
            .map(device -> device.build(DeviceSettings::read))
            .toList());
  }

  /**
   * The tenants' sockets, in the tenants' order, for a broker with this run directory.
   *
   * <p><b>Errors:</b> {@link ConfigException} when a path is longer than a Unix socket's may be, or
   * two tenants would share one.
   */
  public List<Path> socketPaths(Path runDirectory) {
    Path base = runDirectory.toAbsolutePath();
    List<Path> paths =
        tenants.stream().map(tenant -> base.resolve(tenant.socket()).normalize()).toList();
    Path operator = operatorSocket(runDirectory);
    for (int index = 0; index < paths.size(); index++) {
      String key = "tenants[" + index + "].socket";
      requireFits(key, paths.get(index));
      if (paths.get(index).equals(operator)) {
        throw ConfigException.unexpected(
            key, tenants.get(index).socket(), "other than the operator's " + OPERATOR_SOCKET);
      }
    }
    Rules.unique("tenants", "socket", paths);
    requireFits("run directory", operator);
    return paths;
  }

  /** Where the operator asks a broker with this run directory. */
  public static Path operatorSocket(Path runDirectory) {
    return runDirectory.toAbsolutePath().resolve(OPERATOR_SOCKET).normalize();
  }

  private static void requireFits(String key, Path path) {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Rules.MAX_SOCKET_PATH_BYTES) {
      throw ConfigException.at(
          key,
          ConfigException.oneLine(path)
              + " has "
              + bytes
              + " bytes (expected: at most "
              + Rules.MAX_SOCKET_PATH_BYTES
              + "; a shorter run directory helps)");
    }
  }
}
