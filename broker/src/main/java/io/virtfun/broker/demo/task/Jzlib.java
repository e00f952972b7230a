package io.virtfun.broker.demo.task;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.Inflater;
import com.jcraft.jzlib.JZlib;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compression by JZlib, a port of zlib to Java: no device of ours uses it.
 *
 * <p><b>Source:</b> RFC 1951 (raw stream), RFC 1950 (zlib format).
 */
final class Jzlib {
  private static final int WINDOW_BITS = 15;

  private Jzlib() {}

  static byte[] deflate(byte[] content, int level, boolean raw) {
    try {
      Deflater deflater = new Deflater(level, WINDOW_BITS, raw);
      byte[] stream = new byte[content.length + content.length / 8 + 64];
      deflater.setInput(content);
      deflater.setOutput(stream);
      int status = deflater.deflate(JZlib.Z_FINISH);
      deflater.end();
      if (status != JZlib.Z_STREAM_END) {
        throw new IllegalStateException("jzlib: status " + status + " (expected: 1, stream end)");
      }
      return Arrays.copyOf(stream, Math.toIntExact(deflater.getTotalOut()));
    } catch (GZIPException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong with a stream that is to give some content; empty when nothing is. */
  static Optional<String> difference(byte[] stream, byte[] content, boolean raw) {
    // One byte more than there should be shows content that goes on.
    byte[] inflated = new byte[content.length + 1];
    // JZlib looks for the end of a raw stream in more bits than the stream may have.
    int lookAhead = raw ? 1 : 0;
    Inflater inflater = inflater(raw);
    inflater.setInput(Arrays.copyOf(stream, stream.length + lookAhead));
    inflater.setOutput(inflated);
    int status = inflater.inflate(JZlib.Z_FINISH);
    int rest = inflater.getAvailIn() - lookAhead;
    int count = Math.toIntExact(inflater.getTotalOut());
    String message = inflater.getMessage();
    inflater.end();
    if (rest < 0) {
      return Optional.of("has no end");
    }
    int compared = Math.min(count, content.length);
    int at = Arrays.mismatch(inflated, 0, compared, content, 0, compared);
    if (at >= 0) {
      return Optional.of("inflates to other content from byte " + at);
    }
    if (status != JZlib.Z_STREAM_END) {
      String why = message == null ? "has no end" : message;
      return Optional.of("cannot be inflated beyond byte " + count + ": " + why);
    }
    if (count != content.length) {
      return Optional.of("inflates to %d bytes (expected: %d)".formatted(count, content.length));
    }
    return rest == 0 ? Optional.empty() : Optional.of(rest + " bytes follow the stream");
  }

  private static Inflater inflater(boolean raw) {
    try {
      return new Inflater(WINDOW_BITS, raw);
    } catch (GZIPException e) {
      throw new IllegalStateException(e);
    }
  }
}
