package io.virtfun.driver.spi;

/** Whether an output is one that a function may give. */
public enum Verdict {
  /** It is. */
  RIGHT,
  /** It is not, whatever the order in which a device computes. */
  WRONG,
  /** That cannot be told, as of sums that overflow in one order and not in another. */
  UNDECIDED
}
