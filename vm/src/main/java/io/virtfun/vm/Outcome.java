package io.virtfun.vm;

/** How a virtual machine ended. */
public sealed interface Outcome {
  /** The run script ended. */
  record Exited(int status) implements Outcome {}

  /** It was killed or closed before the run script's end. */
  record Stopped() implements Outcome {}

  /**
   * The guest ended before the run script did: its kernel panicked, its init failed, or it powered
   * itself off.
   */
  record Crashed(String reason) implements Outcome {}

  /** QEMU could not start, or something else ended it. */
  record QemuFailed(int exitCode, String reason) implements Outcome {}

  /** The run script ended with status 0. */
  default boolean succeeded() {
    return this instanceof Exited(int status) && status == 0;
  }
}
