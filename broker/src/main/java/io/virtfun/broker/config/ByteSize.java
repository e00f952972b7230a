package io.virtfun.broker.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size in bytes, written with a unit: {@code 128MiB}, {@code 64B}. */
public record ByteSize(long bytes) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})(?:([KMGT])i)?B");
  private static final String UNITS = "KMGT";
  private static final int BITS_PER_UNIT = 10;

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 0)");
    }
  }

  /** The size a text says, or empty when it is not a number of bytes with a unit. */
  static Optional<ByteSize> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    int shift = unit == null ? 0 : (UNITS.indexOf(unit) + 1) * BITS_PER_UNIT;
    return count > Long.MAX_VALUE >> shift
        ? Optional.empty()
        : Optional.of(new ByteSize(count << shift));
  }

  static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /** The size in its largest whole unit. */
  @Override
  public String toString() {
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / BITS_PER_UNIT, UNITS.length());
    return bytes == 0 || unit == 0
        ? bytes + "B"
        : (bytes >> (unit * BITS_PER_UNIT)) + UNITS.substring(unit - 1, unit) + "iB";
  }
}
