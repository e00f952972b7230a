package io.virtfun.guest;

import io.virtfun.shm.linux.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a broker is reached, as a string: {@code unix:PATH}, {@code pci:ADDRESS} or {@code auto}.
 */
public sealed interface AttachAddress {
  /**
   * The Unix domain socket of a tenant, for a guest that is a process on the host.
   *
   * @param path at most {@link UnixSocket#MAX_PATH_BYTES} bytes
   */
  record Unix(Path path) implements AttachAddress {
    private static final String PREFIX = "unix:";

    public Unix {
      int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > UnixSocket.MAX_PATH_BYTES) {
        throw new IllegalArgumentException(
            "attach address unix:%s: path of %d bytes (expected: 1..%d)"
                .formatted(path, bytes, UnixSocket.MAX_PATH_BYTES));
      }
    }

    @Override
    public String toString() {
      return PREFIX + path;
    }
  }

  /**
   * A PCI device of this virtual machine.
   *
   * @param device domain, bus, device and function in hexadecimal, {@code 0000:00:04.0}; the domain
   *     0000 can be left out
   */
  record Pci(String device) implements AttachAddress {
    private static final String PREFIX = "pci:";
    private static final Pattern FORM =
        Pattern.compile("(?:(\\p{XDigit}{4}):)?(\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7])");

    public Pci {
      Matcher parts = FORM.matcher(device);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "attach address pci:%s (expected: as in pci:0000:00:04.0)".formatted(device));
      }
      String domain = parts.group(1) == null ? "0000" : parts.group(1);
      device = (domain + ":" + parts.group(2)).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return PREFIX + device;
    }
  }

  /** The first device of this virtual machine that is a broker's and free. */
  record Auto() implements AttachAddress {
    private static final String TEXT = "auto";

    @Override
    public String toString() {
      return TEXT;
    }
  }

  /**
   * The address that a string names. <b>Errors:</b> {@link IllegalArgumentException} where it names
   * none.
   */
  static AttachAddress parse(String text) {
    if (text.startsWith(Unix.PREFIX)) {
      return new Unix(Path.of(text.substring(Unix.PREFIX.length())));
    }
    if (text.startsWith(Pci.PREFIX)) {
      return new Pci(text.substring(Pci.PREFIX.length()));
    }
    if (text.equals(Auto.TEXT)) {
      return new Auto();
    }
    throw new IllegalArgumentException(
        "attach address: '" + text + "' (expected: unix:PATH, pci:ADDRESS or auto)");
  }
}
