package io.virtfun.driver.fpga;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of a device fail on purpose, for tests of what lies above: the option {@code fault}.
 *
 * <p>Works on devices with test hooks, as the simulation has; others refuse such calls.
 *
 * <p><b>Thread:</b> any.
 */
final class Faults {
  private static final Pattern OPTION =
      Pattern.compile("(hang|corrupt)@([0-9]{1,9})(?:\\.\\.([0-9]{1,9}))?");

  private final int flag;
  private final long first;
  private final long last;
  private final AtomicLong calls = new AtomicLong();

  private Faults(int flag, long first, long last) {
    this.flag = flag;
    this.first = first;
    this.last = last;
  }

  /**
   * From an option's text: {@code hang@3} for the third call, {@code corrupt@3..5} for three calls,
   * or nothing.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} names option, value and expectation.
   */
  static Faults of(@Nullable String option) {
    if (option == null) {
      return new Faults(0, 0, 0);
    }
    Matcher matcher = OPTION.matcher(option);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "options.fault: %s (expected: hang@CALL, corrupt@CALL or either with FIRST..LAST)"
              .formatted(option));
    }
    long first = Long.parseLong(matcher.group(2));
    long last = matcher.group(3) == null ? first : Long.parseLong(matcher.group(3));
    boolean hang = matcher.group(1).equals("hang");
    return new Faults(Codes.bit(hang ? Codes.FLAG_HANG : Codes.FLAG_CORRUPT), first, last);
  }

  /** The flags of the next call's descriptor. */
  int next() {
    if (flag == 0) {
      return 0;
    }
    long call = calls.incrementAndGet();
    return call >= first && call <= last ? flag : 0;
  }
}
