package io.virtfun.vm;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network device of the host for one machine, with a network of four addresses.
 *
 * <p><b>Ownership:</b> QEMU makes the device and the kernel removes it with QEMU; this class keeps
 * machines of one process from taking the same one.
 *
 * <p><b>Source:</b> RFC 2544, C.2.2: the addresses that are set aside for measuring.
 */
record Tap(int index) {
  private static final int MOST = 64;
  private static final Set<Integer> RESERVED = new HashSet<>();

  /** <b>Errors:</b> {@link VmException} where this user cannot make network devices. */
  static Tap reserve() {
    if (!isUsable()) {
      throw new VmException("network: tap (expected: root and /dev/net/tun, or network user)");
    }
    synchronized (RESERVED) {
      for (int index = 0; index < MOST; index++) {
        Tap tap = new Tap(index);
        if (!RESERVED.contains(index) && tap.isFree()) {
          RESERVED.add(index);
          return tap;
        }
      }
    }
    throw new VmException("network: all " + MOST + " tap devices are in use");
  }

  /** Whether this user can make network devices. */
  static boolean isUsable() {
    return Files.isWritable(Path.of("/dev/net/tun"))
        && "root".equals(System.getProperty("user.name"));
  }

  static void release(@Nullable Tap tap) {
    if (tap != null) {
      synchronized (RESERVED) {
        RESERVED.remove(tap.index());
      }
    }
  }

  private boolean isFree() {
    try {
      return NetworkInterface.getByName(name()) == null;
    } catch (SocketException e) {
      return false;
    }
  }

  String name() {
    return "virtfun" + index;
  }

  VmAddresses addresses() {
    int first = 4 * index;
    return new VmAddresses("198.18.99." + (first + 1), "198.18.99." + (first + 2), 30);
  }

  /** Runs when the device is there; its name is the argument. */
  String script() {
    return """
        #!/bin/sh
        ip addr add %s/%d dev "$1" && ip link set "$1" up
        """
        .formatted(addresses().host(), addresses().prefix());
  }
}
