package io.virtfun.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Anonymous files that can be passed to another process, and their mappings.
 *
 * <p><b>Source:</b> memfd_create(2), fcntl(2) "File Sealing", mmap(2).
 */
@SuppressWarnings("restricted")
public final class Memory {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED = 1;
  private static final int SEEK_END = 2;

  private Memory() {}

  /**
   * A zeroed memory file whose size nobody can change any more: a peer that truncated it would kill
   * every process that maps it.
   *
   * <p><b>Ownership:</b> the caller closes it.
   */
  public static Fd createSealed(String name, long sizeBytes) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.memfdCreate(arena.allocateFrom(name), MFD_CLOEXEC | MFD_ALLOW_SEALING);
      Fd fd = Fd.require(answer, "memfd_create " + name);
      try {
        require(Libc.ftruncate(fd.number(), sizeBytes), "ftruncate to " + sizeBytes + " bytes");
        require(
            Libc.fcntl(fd.number(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW),
            "fcntl F_ADD_SEALS");
        return fd;
      } catch (LinuxException e) {
        fd.close();
        throw e;
      }
    }
  }

  /** Whether a memory file can neither shrink nor grow. */
  public static boolean isSealed(Fd fd) throws LinuxException {
    int seals = require(Libc.fcntl(fd.number(), F_GET_SEALS, 0), "fcntl F_GET_SEALS");
    int wanted = F_SEAL_SHRINK | F_SEAL_GROW;
    return (seals & wanted) == wanted;
  }

  /** Size of a memory file. */
  public static long sizeBytes(Fd fd) throws LinuxException {
    long answer = Libc.lseek(fd.number(), 0, SEEK_END);
    if (answer < 0) {
      throw new LinuxException("lseek", (int) -answer);
    }
    return answer;
  }

  /**
   * Maps a file shared, for reading and writing, from its start.
   *
   * <p><b>Ownership:</b> unmapped when the arena closes; the descriptor may be closed before.
   */
  public static MemorySegment map(Fd fd, long sizeBytes, Arena arena) throws LinuxException {
    return map(fd, 0, sizeBytes, arena);
  }

  /**
   * The same from an offset in the file, a multiple of a page.
   *
   * <p><b>Ownership:</b> as above.
   */
  public static MemorySegment map(Fd fd, long offset, long sizeBytes, Arena arena)
      throws LinuxException {
    long address = Libc.mmap(sizeBytes, PROT_READ_WRITE, MAP_SHARED, fd.number(), offset);
    if (address < 0 && address > -4096) {
      throw new LinuxException("mmap of " + sizeBytes + " bytes", (int) -address);
    }
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes, arena, Libc::munmap);
  }

  private static int require(int answer, String call) throws LinuxException {
    if (answer < 0) {
      throw new LinuxException(call, -answer);
    }
    return answer;
  }
}
