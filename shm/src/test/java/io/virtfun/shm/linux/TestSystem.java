package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * System calls that only tests make: the server's side of sockets, waiting, and what a hostile peer
 * does to a descriptor that it shares.
 */
@SuppressWarnings("restricted")
public final class TestSystem {
  /** The number of {@code EPERM}. */
  public static final int EPERM = 1;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final short POLLIN = 1;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKETPAIR =
      bind("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle BIND = bind("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = bind("listen", JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 = bind("accept4", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle POLL = bind("poll", ADDRESS, JAVA_LONG, JAVA_INT);

  private TestSystem() {}

  private static MethodHandle bind(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** Two connected stream sockets. */
  public static List<Fd> socketPair() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      require(call(() -> (int) SOCKETPAIR.invokeExact(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, pair)));
      return List.of(new Fd(pair.get(JAVA_INT, 0)), new Fd(pair.get(JAVA_INT, 4)));
    }
  }

  /** A listening socket at a path. */
  public static Fd listen(Path path) throws IOException {
    Fd socket = Fd.require(Libc.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0), "socket");
    try (Arena arena = Arena.ofConfined()) {
      byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
      MemorySegment address = arena.allocate(110, 8);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      require(call(() -> (int) BIND.invokeExact(socket.number(), address, 2 + name.length + 1)));
      require(call(() -> (int) LISTEN.invokeExact(socket.number(), 8)));
    }
    return socket;
  }

  /** The next connection. */
  public static Fd accept(Fd listening) throws IOException {
    MemorySegment none = MemorySegment.NULL;
    int flags = SOCK_STREAM_CLOEXEC & ~1;
    return new Fd(
        require(call(() -> (int) ACCEPT4.invokeExact(listening.number(), none, none, flags))));
  }

  /** Writes bytes as one message or a part of one. */
  public static void write(Fd fd, byte... bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      require((int) Libc.write(fd.number(), buffer));
    }
  }

  /** Sends bytes with any number of descriptors beside them. */
  public static void send(Fd socket, byte[] bytes, Fd... passed) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(16 + 4L * passed.length + 4, 8);
      control.set(JAVA_LONG, 0, 16 + 4L * passed.length);
      control.set(JAVA_INT, 8, 1);
      control.set(JAVA_INT, 12, 1);
      for (int i = 0; i < passed.length; i++) {
        control.set(JAVA_INT, 16 + 4L * i, passed[i].number());
      }
      MemorySegment vector = arena.allocate(16, 8);
      vector.set(ADDRESS, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
      vector.set(JAVA_LONG, 8, bytes.length);
      MemorySegment header = arena.allocate(56, 8);
      header.set(ADDRESS, 16, vector);
      header.set(JAVA_LONG, 24, 1);
      header.set(ADDRESS, 32, control);
      header.set(JAVA_LONG, 40, 16 + 4L * passed.length);
      require((int) Libc.sendmsg(socket.number(), header, 0));
    }
  }

  /** Makes the open file behind a descriptor blocking, for everybody who shares it. */
  public static void makeBlocking(Fd fd) {
    int flags = require(Libc.fcntl(fd.number(), F_GETFL, 0));
    require(Libc.fcntl(fd.number(), F_SETFL, flags & ~O_NONBLOCK));
  }

  /** Adds to an eventfd's count; {@code -errno} when that fails. */
  public static long add(Fd eventFd, long count) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.write(eventFd.number(), arena.allocateFrom(JAVA_LONG, count));
    }
  }

  /** Waits until a descriptor can be read or its peer is gone; which of them can. */
  public static List<Fd> poll(int timeoutMillis, Fd... fds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(8L * fds.length, 8);
      for (int i = 0; i < fds.length; i++) {
        polled.set(JAVA_INT, 8L * i, fds[i].number());
        polled.set(JAVA_SHORT, 8L * i + 4, POLLIN);
      }
      call(() -> (int) POLL.invokeExact(polled, (long) fds.length, timeoutMillis));
      List<Fd> ready = new ArrayList<>();
      for (int i = 0; i < fds.length; i++) {
        if (polled.get(JAVA_SHORT, 8L * i + 6) != 0) {
          ready.add(fds[i]);
        }
      }
      return ready;
    }
  }

  /** Whether a descriptor can be read now. */
  public static boolean isReadable(Fd fd) {
    return !poll(0, fd).isEmpty();
  }

  /** Open eventfds, memory files and sockets of this process; the JVM itself opens none of them. */
  public static long openFds() throws IOException {
    long count = 0;
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        String target = target(link);
        if (target.startsWith("anon_inode:[eventfd")
            || target.startsWith("/memfd:")
            || target.startsWith("socket:")) {
          count++;
        }
      }
    }
    return count;
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException _) {
      return "";
    }
  }

  /** Mappings of memory files with a name in this process. */
  public static long mappings(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/memfd:" + name)).count();
    }
  }

  private interface NativeCall {
    int run() throws Throwable;
  }

  private static int call(NativeCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int require(int answer) {
    if (answer < 0) {
      throw new IllegalStateException("the system call answered " + answer);
    }
    return answer;
  }
}
