package io.virtfun.shm;

import org.jspecify.annotations.Nullable;

/**
 * Why a server refuses to attach a client, sent in place of the protocol version.
 *
 * <p>QEMU takes it for a version that it does not know and says so. <b>Source:</b>
 * docs/shared-memory.md, "Attaching".
 */
public enum Refusal {
  /** The client's user may not attach to this tenant. */
  USER_NOT_ALLOWED(-2, "this user may not attach to the tenant (allowed-uids)"),
  /** The tenant has as many guests attached as it may. */
  TENANT_FULL(-3, "the tenant has as many guests as it may (max-guests)"),
  /** The broker drains. */
  DRAINING(-4, "the broker is shutting down");

  private final long code;
  private final String explanation;

  Refusal(long code, String explanation) {
    this.code = code;
    this.explanation = explanation;
  }

  /** The message. */
  public long code() {
    return code;
  }

  /** One line for people. */
  public String explanation() {
    return explanation;
  }

  /** The refusal that a message is, or null when it is none. */
  public static @Nullable Refusal ofCode(long code) {
    for (Refusal refusal : values()) {
      if (refusal.code == code) {
        return refusal;
      }
    }
    return null;
  }
}
