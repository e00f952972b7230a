package io.virtfun.broker.config;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The permission bits of a tenant's socket, written in octal: {@code "0660"}. */
public record SocketMode(int bits) {
  private static final Pattern TEXT = Pattern.compile("[0-7]{3,4}");
  private static final int MAX_BITS = 0777;

  public SocketMode {
    if (bits < 0 || bits > MAX_BITS) {
      throw ConfigException.unexpected("socket-mode", octal(bits), "\"0000\"..\"0777\"");
    }
  }

  /** The mode a text says, or empty when the text is not three or four octal digits. */
  static Optional<SocketMode> parse(String text) {
    return TEXT.matcher(text).matches()
        ? Optional.of(new SocketMode(Integer.parseInt(text, 8)))
        : Optional.empty();
  }

  /** The bits as {@link java.nio.file.Files#setPosixFilePermissions} takes them. */
  public Set<PosixFilePermission> permissions() {
    StringBuilder symbols = new StringBuilder("rwxrwxrwx");
    for (int index = 0; index < symbols.length(); index++) {
      if ((bits & (0400 >> index)) == 0) {
        symbols.setCharAt(index, '-');
      }
    }
    return PosixFilePermissions.fromString(symbols.toString());
  }

  @Override
  public String toString() {
    return octal(bits);
  }

  private static String octal(int bits) {
    return String.format("%04o", bits);
  }
}
