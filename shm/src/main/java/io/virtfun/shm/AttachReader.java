package io.virtfun.shm;

import io.virtfun.shm.linux.Fd;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of attaching: takes the server's messages in order and says when it has all.
 *
 * <p>The descriptors that belong to a peer id are its doorbells, one per vector. It is complete
 * once both sides have as many as the region has lanes, which the caller knows after mapping it.
 *
 * <p><b>Thread:</b> one at a time. <b>Ownership:</b> owns every descriptor until {@link #close()}.
 * <b>Source:</b> docs/shared-memory.md, "Attaching".
 */
public final class AttachReader implements AutoCloseable {
  private @Nullable Long version;
  private @Nullable Integer peerId;
  private @Nullable Fd region;
  private final List<Fd> hostDoorbells = new ArrayList<>();
  private final List<Fd> ownDoorbells = new ArrayList<>();

  /** The server does not speak the protocol. */
  public static final class ProtocolException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
      super(message);
    }
  }

  /** The server refuses to attach this client. */
  public static final class RefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    RefusedException(Refusal refusal) {
      super(refusal.explanation());
    }
  }

  /** Takes the next message and the descriptor beside it. */
  public void accept(long value, @Nullable Fd fd) throws ProtocolException, RefusedException {
    if (version == null) {
      Refusal refusal = fd == null ? Refusal.ofCode(value) : null;
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      require(value == Ivshmem.PROTOCOL_VERSION && fd == null, fd, "protocol version", value, "0");
      version = value;
    } else if (peerId == null) {
      boolean valid = value > Ivshmem.HOST_PEER_ID && value <= Ivshmem.MAX_PEER_ID && fd == null;
      require(valid, fd, "peer id", value, "1..65535");
      peerId = (int) value;
    } else if (region == null) {
      require(value == Ivshmem.REGION && fd != null, fd, "region message", value, "-1 and a file");
      region = fd;
    } else if (fd != null) {
      List<Fd> doorbells = value == Ivshmem.HOST_PEER_ID ? hostDoorbells : ownDoorbells;
      boolean valid =
          (value == Ivshmem.HOST_PEER_ID || value == peerId) && doorbells.size() < Wire.MAX_LANES;
      require(valid, fd, "doorbell of peer", value, "0 or " + peerId);
      doorbells.add(fd);
    }
    // A message without a descriptor says that a peer has left; the socket's end says more.
  }

  private static void require(
      boolean valid, @Nullable Fd fd, String what, long value, String expected)
      throws ProtocolException {
    if (!valid) {
      if (fd != null) {
        fd.close();
      }
      throw new ProtocolException("attach: %s %d (expected: %s)".formatted(what, value, expected));
    }
  }

  /** The region's file, once it has come. */
  public @Nullable Fd region() {
    return region;
  }

  /** Whether both sides have a doorbell for each of so many lanes. */
  public boolean isComplete(int laneCount) {
    return hostDoorbells.size() >= laneCount && ownDoorbells.size() >= laneCount;
  }

  /** This peer's id. <b>Errors:</b> {@link IllegalStateException} before it has come. */
  public int peerId() {
    if (peerId == null) {
      throw new IllegalStateException("no peer id yet");
    }
    return peerId;
  }

  /** What to signal to ring the host, by vector. */
  public List<Fd> hostDoorbells() {
    return List.copyOf(hostDoorbells);
  }

  /** What to wait on, by vector. */
  public List<Fd> ownDoorbells() {
    return List.copyOf(ownDoorbells);
  }

  @Override
  public void close() {
    if (region != null) {
      region.close();
    }
    hostDoorbells.forEach(Fd::close);
    ownDoorbells.forEach(Fd::close);
  }
}
