package io.virtfun.vm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a virtual machine's network card.
 *
 * @param host as the guest names it
 * @param guest its own; with {@link Network#USER} the host cannot reach it
 * @param prefix bits of the network's address
 */
public record VmAddresses(String host, String guest, int prefix) {
  /** QEMU's, where nothing else is said. */
  private static final VmAddresses OF_USER = new VmAddresses("10.0.2.2", "10.0.2.15", 24);

  static Optional<VmAddresses> of(Network network, @Nullable Tap tap) {
    return switch (network) {
      case NONE -> Optional.empty();
      case USER -> Optional.of(OF_USER);
      case TAP -> Optional.ofNullable(tap).map(Tap::addresses);
    };
  }
}
