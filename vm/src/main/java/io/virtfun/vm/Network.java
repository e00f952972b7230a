package io.virtfun.vm;

/** A virtual machine's network card. */
public enum Network {
  /** No card. */
  NONE,
  /** Through QEMU's own address translation; the host is 10.0.2.2. Needs no privileges. */
  USER,
  /** A device of the host's kernel for this machine alone. Needs root. */
  TAP;

  /** The one that costs the least of those that this user may have. */
  public static Network best() {
    return Tap.isUsable() ? TAP : USER;
  }
}
