package io.virtfun.vm.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * A compressed kernel, a {@code bzImage}.
 *
 * <p><b>Source:</b> Linux, {@code Documentation/x86/boot.rst}, section <i>The Real-Mode Kernel
 * Header</i>.
 */
final class KernelFile {
  private static final int SECTOR_BYTES = 512;
  private static final int SETUP_SECTORS_OFFSET = 0x1f1;
  private static final int MAGIC_OFFSET = 0x202;
  private static final int MAGIC = 0x53726448; // HdrS
  private static final int RELEASE_OFFSET = 0x20e;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int LENGTH_OFFSET = 0x24c;
  private static final int DEFAULT_SETUP_SECTORS = 4;

  /** {@code XEN_ELFNOTE_PHYS32_ENTRY}: where QEMU enters an uncompressed kernel. */
  private static final int ENTRY_NOTE = 18;

  private final Path path;
  private final byte[] bytes;
  private final ByteBuffer header;

  private KernelFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
    this.header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** <b>Errors:</b> {@link ImageException} where the file is no kernel. */
  static KernelFile read(Path path) throws IOException {
    KernelFile kernel = new KernelFile(path, Files.readAllBytes(path));
    if (kernel.bytes.length < 2 * SECTOR_BYTES || kernel.header.getInt(MAGIC_OFFSET) != MAGIC) {
      throw new ImageException(path + ": no x86 kernel (expected: a vmlinuz)");
    }
    return kernel;
  }

  byte[] bytes() {
    return bytes;
  }

  /** What {@code uname -r} says. */
  String release() {
    int start = Short.toUnsignedInt(header.getShort(RELEASE_OFFSET)) + SECTOR_BYTES;
    int end = start;
    while (end < bytes.length && bytes[end] > ' ') {
      end++;
    }
    if (end <= start) {
      throw new ImageException(path + ": the kernel does not tell its release");
    }
    return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
  }

  /**
   * The kernel as QEMU starts it directly, which saves it from unpacking itself. Empty where the
   * compression is not one that is known here.
   */
  Optional<byte[]> uncompressed() throws IOException {
    int sectors = Byte.toUnsignedInt(bytes[SETUP_SECTORS_OFFSET]);
    int code = ((sectors == 0 ? DEFAULT_SETUP_SECTORS : sectors) + 1) * SECTOR_BYTES;
    int start = code + header.getInt(PAYLOAD_OFFSET);
    int length = header.getInt(LENGTH_OFFSET);
    if (start < code || length < 2 || start + length > bytes.length) {
      return Optional.empty();
    }
    int first = Byte.toUnsignedInt(bytes[start]) << 8 | Byte.toUnsignedInt(bytes[start + 1]);
    InputStream payload = new ByteArrayInputStream(bytes, start, length);
    byte[] plain =
        switch (first) {
          case 0xfd37 -> new SingleXZInputStream(payload).readAllBytes();
          case 0x1f8b -> new GZIPInputStream(payload).readAllBytes();
          default -> new byte[0];
        };
    return Elf.of(ByteBuffer.wrap(plain))
        .filter(elf -> elf.hasNote("Xen", ENTRY_NOTE))
        .map(_ -> plain);
  }
}
