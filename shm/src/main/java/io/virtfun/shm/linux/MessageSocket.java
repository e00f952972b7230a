package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Eight-byte messages over a Unix domain socket, each with at most one file descriptor beside it.
 *
 * <p>Never blocks. <b>Thread:</b> one at a time. <b>Source:</b> sendmsg(2), recvmsg(2), cmsg(3);
 * the layouts are those of 64-bit Linux.
 */
public final class MessageSocket {
  private static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
          ADDRESS.withName("name"),
          JAVA_INT.withName("nameBytes"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("iov"),
          JAVA_LONG.withName("iovCount"),
          ADDRESS.withName("control"),
          JAVA_LONG.withName("controlBytes"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));
  private static final StructLayout IOVEC =
      MemoryLayout.structLayout(ADDRESS.withName("base"), JAVA_LONG.withName("bytes"));
  private static final StructLayout CMSG =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("bytes"),
          JAVA_INT.withName("level"),
          JAVA_INT.withName("type"),
          JAVA_INT.withName("fd"),
          MemoryLayout.paddingLayout(4));
  private static final VarHandle MSG_IOV = field(MSGHDR, "iov");
  private static final VarHandle MSG_IOV_COUNT = field(MSGHDR, "iovCount");
  private static final VarHandle MSG_CONTROL = field(MSGHDR, "control");
  private static final VarHandle MSG_CONTROL_BYTES = field(MSGHDR, "controlBytes");
  private static final VarHandle MSG_FLAGS = field(MSGHDR, "flags");
  private static final VarHandle CMSG_BYTES = field(CMSG, "bytes");
  private static final VarHandle CMSG_LEVEL = field(CMSG, "level");
  private static final VarHandle CMSG_TYPE = field(CMSG, "type");
  private static final VarHandle CMSG_FD = field(CMSG, "fd");
  private static final long CMSG_LEN = 20;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MESSAGE_BYTES = 8;
  private static final int EMFILE = 24;

  private final int fd;
  private final MemorySegment header;
  private final MemorySegment iovec;
  private final MemorySegment control;
  private final MemorySegment payload;
  private int received;
  private @Nullable Fd receivedFd;

  /**
   * One message.
   *
   * @param value the eight bytes, little-endian
   * @param fd the descriptor beside it; the receiver owns it
   */
  public record Message(long value, @Nullable Fd fd) {}

  /** Speaks over a connected socket, which stays its owner's to close. */
  public MessageSocket(int fd) {
    this.fd = fd;
    Arena arena = Arena.ofAuto();
    header = arena.allocate(MSGHDR);
    iovec = arena.allocate(IOVEC);
    control = arena.allocate(CMSG);
    payload = arena.allocate(MESSAGE_BYTES, 8);
    MSG_IOV.set(header, 0L, iovec);
    MSG_IOV_COUNT.set(header, 0L, 1L);
    field(IOVEC, "base").set(iovec, 0L, payload);
  }

  private static VarHandle field(StructLayout layout, String name) {
    return layout.varHandle(PathElement.groupElement(name));
  }

  /**
   * Sends a message whole.
   *
   * <p><b>Errors:</b> {@link LinuxException} with EAGAIN when the peer does not read.
   */
  public void send(long value, @Nullable Fd passed) throws LinuxException {
    payload.set(JAVA_LONG, 0, value);
    field(IOVEC, "bytes").set(iovec, 0L, (long) MESSAGE_BYTES);
    MSG_CONTROL.set(header, 0L, passed == null ? MemorySegment.NULL : control);
    MSG_CONTROL_BYTES.set(header, 0L, passed == null ? 0L : CMSG.byteSize());
    if (passed != null) {
      CMSG_BYTES.set(control, 0L, CMSG_LEN);
      CMSG_LEVEL.set(control, 0L, SOL_SOCKET);
      CMSG_TYPE.set(control, 0L, SCM_RIGHTS);
      CMSG_FD.set(control, 0L, passed.number());
    }
    long answer;
    do {
      answer = Libc.sendmsg(fd, header, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (answer == -Libc.EINTR);
    if (answer != MESSAGE_BYTES) {
      throw new LinuxException("sendmsg", answer < 0 ? (int) -answer : Libc.EAGAIN);
    }
  }

  /**
   * Receives the next message, or null when none is complete yet.
   *
   * <p><b>Errors:</b> {@link EOFException} when the peer closed the connection.
   */
  public @Nullable Message receive() throws LinuxException, EOFException {
    while (received < MESSAGE_BYTES) {
      field(IOVEC, "base").set(iovec, 0L, payload.asSlice(received));
      field(IOVEC, "bytes").set(iovec, 0L, (long) (MESSAGE_BYTES - received));
      MSG_CONTROL.set(header, 0L, control);
      // Room for one descriptor and no padding: in the padding the kernel would put a second one.
      MSG_CONTROL_BYTES.set(header, 0L, CMSG_LEN);
      long answer = Libc.recvmsg(fd, header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      if (answer == -Libc.EINTR) {
        continue;
      }
      if (answer == -Libc.EAGAIN) {
        return null;
      }
      if (answer < 0) {
        throw new LinuxException("recvmsg", (int) -answer);
      }
      if (answer == 0) {
        throw new EOFException("the peer closed the connection");
      }
      takeFd();
      received += (int) answer;
    }
    Message message = new Message(payload.get(JAVA_LONG, 0), receivedFd);
    received = 0;
    receivedFd = null;
    return message;
  }

  private void takeFd() throws LinuxException {
    if ((long) MSG_CONTROL_BYTES.get(header, 0L) >= CMSG_LEN
        && (int) CMSG_LEVEL.get(control, 0L) == SOL_SOCKET
        && (int) CMSG_TYPE.get(control, 0L) == SCM_RIGHTS) {
      if (receivedFd != null) {
        receivedFd.close();
      }
      receivedFd = new Fd((int) CMSG_FD.get(control, 0L));
    }
    if (((int) MSG_FLAGS.get(header, 0L) & MSG_CTRUNC) != 0) {
      throw new LinuxException(
          "recvmsg: no room here for a descriptor, or two came at once", EMFILE);
    }
  }

  /** Closes a descriptor that came with an incomplete message, if any. */
  public void discard() {
    if (receivedFd != null) {
      receivedFd.close();
      receivedFd = null;
    }
  }
}
