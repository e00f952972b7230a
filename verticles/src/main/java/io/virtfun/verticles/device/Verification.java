package io.virtfun.verticles.device;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of a device's calls are run on a reference too.
 *
 * @param perMillion how many of a million calls
 * @param reference the device on which they are, as it is now; called on the device's event loop
 */
public record Verification(int perMillion, Supplier<@Nullable Reference> reference) {
  /** Of no call. */
  public static final Verification NONE = new Verification(0, () -> null);
}
