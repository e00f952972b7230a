package io.virtfun.benchmarks.peer;

import java.io.IOException;

/**
 * A call as it travels over a network: a head of fixed size, then the input.
 *
 * <p><b>Ownership:</b> the arrays are the caller's, and shared.
 */
public final class Request {
  private final Head head;
  private final byte[] input;

  /**
   * A call.
   *
   * @param function at most 16 bytes
   * @param arguments packed as the function's parameters are, at most 32 bytes
   * @param outputBytes capacity of the output
   */
  public Request(String function, byte[] arguments, int outputBytes, byte[] input) {
    this(new Head(function, arguments, outputBytes, input.length), input);
  }

  private Request(Head head, byte[] input) {
    this.head = head;
    this.input = input;
  }

  /** What goes before the input. */
  public Head head() {
    return head;
  }

  /** The function's name. */
  public String function() {
    return head.function();
  }

  /** Its arguments, packed. */
  public byte[] arguments() {
    return head.arguments();
  }

  /** Capacity of the output. */
  public int outputBytes() {
    return head.outputBytes();
  }

  /** The input. */
  public byte[] input() {
    return input;
  }

  /** Size of the whole. */
  public int bytes() {
    return Head.BYTES + input.length;
  }

  /** What a head says, with room for the input. */
  static Request ofHead(byte[] bytes) throws IOException {
    Head head = Head.of(bytes);
    return new Request(head, new byte[head.inputBytes()]);
  }
}
