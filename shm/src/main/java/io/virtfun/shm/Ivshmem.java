package io.virtfun.shm;

/**
 * The numbers of QEMU's ivshmem server protocol.
 *
 * <p>Every message is eight bytes, little-endian, from server to client, with at most one
 * descriptor beside it. <b>Source:</b> QEMU docs/specs/ivshmem-spec, "Client-Server protocol".
 */
public final class Ivshmem {
  /** The first message. */
  public static final long PROTOCOL_VERSION = 0;

  /** The message that carries the region's descriptor. */
  public static final long REGION = -1;

  /** The host's peer id; guests count from 1. */
  public static final int HOST_PEER_ID = 0;

  /** Largest peer id. */
  public static final int MAX_PEER_ID = 65_535;

  private Ivshmem() {}
}
