package io.virtfun.benchmarks.side;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Addresses as text: {@code unix:PATH}, or a port of this machine. */
final class Addresses {
  private static final String UNIX = "unix:";

  private Addresses() {}

  /** A free port of this machine, for nobody else to reach. */
  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** A domain socket that is not there yet. */
  static UnixDomainSocketAddress socketIn(Path folder, String peer) {
    return UnixDomainSocketAddress.of(folder.resolve(peer + ".sock"));
  }

  static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? Integer.toString(inet.getPort())
        : UNIX + address;
  }

  static SocketAddress parse(String text) {
    return text.startsWith(UNIX)
        ? UnixDomainSocketAddress.of(text.substring(UNIX.length()))
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(text));
  }
}
