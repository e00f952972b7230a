package io.virtfun.benchmarks.side;

/** The peers by their names. */
final class Peers {
  private Peers() {}

  /** A peer's client, connected to its server. */
  static Client connect(String peer, String address) throws Exception {
    return switch (peer) {
      case "virtfun" -> VirtFunClient.connect(address);
      case "native" -> new NativeClient();
      default -> throw new IllegalArgumentException("peer: " + peer);
    };
  }
}
