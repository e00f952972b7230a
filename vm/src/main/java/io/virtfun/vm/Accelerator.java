package io.virtfun.vm;

/**
 * What runs the guest's instructions.
 *
 * @param reason in one line
 */
public record Accelerator(Kind kind, String reason) {
  /** QEMU's name for it is its own in lower case. */
  public enum Kind {
    /** The processor itself. */
    KVM,
    /** QEMU, in software. */
    TCG
  }
}
