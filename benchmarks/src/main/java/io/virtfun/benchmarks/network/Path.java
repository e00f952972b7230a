package io.virtfun.benchmarks.network;

/** A way out of the virtual machine. */
public enum Path {
  /** Shared memory and doorbells. */
  VIRTFUN,
  /** gRPC to a server on the host. */
  GRPC,
  /** Request and response over plain TCP. */
  TCP
}
