package io.virtfun.broker.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.virtfun.verticles.device.DeviceTerms;
import io.virtfun.verticles.device.Reference;
import io.virtfun.verticles.device.Verification;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device and the driver that opens it.
 *
 * @param id unique among devices
 * @param driver as the driver names itself
 * @param slots calls the device runs at once; 0 leaves it to the driver
 * @param window calls one lane may have at the device
 * @param ageingMillis after which a priority that others pass over has its turn
 * @param mostFailures calls that fail one after another before something is done about it
 * @param probeFirstMillis from the quarantine to the first probe; doubled after each that fails
 * @param probeLongestMillis between two probes
 * @param callLeastMillis how long any call may run
 * @param callFactor how many times as long as its like a call may run
 * @param callUnknownMillis how long a call may run whose like has not run before
 * @param verifyPerMillion how many of a million calls run on the reference too
 * @param reference the device on which they do; {@link #AUTO}: the first of the software driver
 * @param options the driver's own
 */
public record DeviceSettings(
    String id,
    String driver,
    int slots,
    int window,
    int ageingMillis,
    int mostFailures,
    int probeFirstMillis,
    int probeLongestMillis,
    int callLeastMillis,
    int callFactor,
    int callUnknownMillis,
    int verifyPerMillion,
    String reference,
    Map<String, String> options) {
  /** The first device of the software driver. */
  public static final String AUTO = "auto";

  private static final int DAY_MILLIS = 86_400_000;

  public DeviceSettings {
    options = Map.copyOf(options);
    Rules.name("id", id);
    Rules.name("driver", driver);
    Rules.range("slots", slots, 0, 65_536);
    Rules.range("window", window, 1, 65_536);
    Rules.range("ageing-millis", ageingMillis, 1, 3_600_000);
    Rules.range("most-failures", mostFailures, 1, 1_000_000);
    Rules.range("probe-first-millis", probeFirstMillis, 1, DAY_MILLIS);
    Rules.range("probe-longest-millis", probeLongestMillis, 1, DAY_MILLIS);
    Rules.range("call-least-millis", callLeastMillis, 1, DAY_MILLIS);
    Rules.range("call-factor", callFactor, 1, 1_000_000);
    Rules.range("call-unknown-millis", callUnknownMillis, 1, DAY_MILLIS);
    Rules.range("verify-per-million", verifyPerMillion, 0, 1_000_000);
    Rules.name("reference", reference);
    if (probeLongestMillis < probeFirstMillis) {
      throw ConfigException.unexpected(
          "probe-longest-millis", probeLongestMillis, "at least probe-first-millis");
    }
  }

  /**
   * On what terms the device serves.
   *
   * @param verifier the reference, as it is now
   * @param standing where it is said whether it serves
   */
  public DeviceTerms terms(Supplier<@Nullable Reference> verifier, Standing standing) {
    return new DeviceTerms(
        new FairQueue.Settings(TimeUnit.MILLISECONDS.toNanos(ageingMillis)),
        new HealthSettings(
            mostFailures,
            Duration.ofMillis(probeFirstMillis),
            Duration.ofMillis(probeLongestMillis),
            Duration.ofMillis(callLeastMillis),
            callFactor,
            Duration.ofMillis(callUnknownMillis)),
        new Verification(verifyPerMillion, verifier),
        standing);
  }

  /** A device with the defaults. */
  public static DeviceSettings byDefault(String id, String driver) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", id).put("driver", driver);
    return Section.of(node, "", DeviceSettings.class).build(DeviceSettings::read);
  }

  static DeviceSettings read(Section section) {
    return new DeviceSettings(
        section.text("id"),
        section.text("driver"),
        section.integer("slots", 0),
        section.integer("window", 256),
        section.integer("ageing-millis", 100),
        section.integer("most-failures", 3),
        section.integer("probe-first-millis", 1000),
        section.integer("probe-longest-millis", 60_000),
        section.integer("call-least-millis", 30_000),
        section.integer("call-factor", 100),
        section.integer("call-unknown-millis", 600_000),
        section.integer("verify-per-million", 0),
        section.text("reference", AUTO),
        section.texts("options"));
  }
}
