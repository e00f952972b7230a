package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.CProgram;
import java.util.List;
import java.util.Set;

/** What VirtFun is measured beside. */
final class Peers {
  private static final String GRPC =
      ": directExecutor, calls made on the event loop, epoll, window 8 MiB, no second copy"
          + " (gRPC, Performance Best Practices)";
  private static final Peer.Offer NOOP = new Peer.Offer(Set.of("noop"), 64, false);
  private static final Peer.Offer ECHO = new Peer.Offer(Set.of("echo"), 32 << 20, true);
  private static final Peer.Offer MESSAGE = new Peer.Offer(Set.of("noop", "echo"), 1024, true);

  private static final List<Peer> ALL =
      List.of(
          new Peer(
              "grpc-uds",
              GrpcClient::serveUnix,
              GrpcClient::unary,
              Peer.Offer.ALL,
              "gRPC-Java, unary over a domain socket" + GRPC),
          new Peer(
              "grpc-tcp",
              GrpcClient::serveTcp,
              GrpcClient::unary,
              Peer.Offer.ALL,
              "gRPC-Java, unary over TCP" + GRPC),
          new Peer(
              "grpc-uds-stream",
              GrpcClient::serveUnix,
              GrpcClient::streaming,
              Peer.Offer.ALL,
              "gRPC-Java, one stream over a domain socket" + GRPC),
          new Peer(
              "grpc-tcp-stream",
              GrpcClient::serveTcp,
              GrpcClient::streaming,
              Peer.Offer.ALL,
              "gRPC-Java, one stream over TCP" + GRPC),
          new Peer(
              "uds",
              SocketClient::serveUnix,
              SocketClient::connect,
              Peer.Offer.ALL,
              "domain socket: blocking, one write and one read per call or batch, direct memory"
                  + " (unix(7))"),
          new Peer(
              "tcp",
              SocketClient::serveTcp,
              SocketClient::connect,
              Peer.Offer.ALL,
              "TCP: as uds, with TCP_NODELAY (tcp(7))"),
          new Peer(
              "vertx-tcp",
              VertxServer::serve,
              VertxClient::connect,
              Peer.Offer.ALL,
              "Vert.x TCP: native transport, TCP_NODELAY, calls made on the event loop (Vert.x Core,"
                  + " Native transports)"),
          new Peer(
              "flight",
              ArrowFlightServer::serve,
              ArrowFlightClient::connect,
              ECHO,
              "Arrow Flight over a domain socket: one exchange, setUseZeroCopy, directExecutor,"
                  + " window 8 MiB (Arrow Java, Flight RPC)"),
          new Peer(
              "aeron",
              AeronServer::serve,
              AeronClient::connect,
              MESSAGE,
              "Aeron IPC: exclusive publications, tryClaim, both sides spin, no bounds checks"
                  + " (Aeron, Performance Testing)"),
          new Peer(
              "eventfd",
              EventfdServer::serve,
              EventfdClient::connect,
              NOOP,
              "two processes of C, each asleep in read(2) of an eventfd: cc -O2 (eventfd(2))",
              CProgram::lack));

  private Peers() {}

  /** All of them. */
  static List<Peer> all() {
    return ALL;
  }

  /** One of them. <b>Errors:</b> {@link IllegalArgumentException} for an unknown name. */
  static Peer named(String name) {
    return ALL.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "peer: %s (expected: one of %s)"
                        .formatted(name, ALL.stream().map(Peer::name).toList())));
  }

  /** Reaches a peer's server, or VirtFun's. */
  static Client connect(String peer, String address) throws Exception {
    return switch (peer) {
      case PeerProcesses.VIRTFUN -> VirtFunClient.connect(address);
      case PeerProcesses.NATIVE -> new NativeClient();
      default -> named(peer).connect(address);
    };
  }
}
