package io.virtfun.vm;

/** Who hears what a virtual machine does. */
public interface VmListener {
  /** The run script starts, after each boot. */
  default void started() {}

  /** A line on the program's stdout. */
  default void said(String line) {}

  /** A line on the console: the kernel's, the program's stderr, or QEMU's own. */
  default void console(String line) {}

  /** It has ended; nothing follows. */
  default void exited(Outcome outcome) {}
}
