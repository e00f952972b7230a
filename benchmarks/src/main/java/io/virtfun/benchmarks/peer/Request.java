package io.virtfun.benchmarks.peer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A call as it travels over a network: a head of fixed size, then the input.
 *
 * <p><b>Ownership:</b> the arrays are the caller's, and shared.
 */
public final class Request {
  /** Bytes before the input: name, arguments, both padded, and three sizes. */
  static final int HEAD_BYTES = 64;

  private static final int NAME_BYTES = 16;
  private static final int ARGUMENT_BYTES = 32;
  private static final int ARGUMENTS_AT = NAME_BYTES;
  private static final int SIZES_AT = ARGUMENTS_AT + ARGUMENT_BYTES;

  private final String function;
  private final byte[] arguments;
  private final int outputBytes;
  private final byte[] input;

  /**
   * A call.
   *
   * @param function at most 16 bytes
   * @param arguments packed as the function's parameters are, at most 32 bytes
   * @param outputBytes capacity of the output
   */
  public Request(String function, byte[] arguments, int outputBytes, byte[] input) {
    this.function = function;
    this.arguments = arguments;
    this.outputBytes = outputBytes;
    this.input = input;
  }

  /** The function's name. */
  public String function() {
    return function;
  }

  /** Its arguments, packed. */
  public byte[] arguments() {
    return arguments;
  }

  /** Capacity of the output. */
  public int outputBytes() {
    return outputBytes;
  }

  /** The input. */
  public byte[] input() {
    return input;
  }

  /** The head alone. */
  byte[] head() {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(0, function.getBytes(StandardCharsets.US_ASCII));
    head.put(ARGUMENTS_AT, arguments);
    head.putInt(SIZES_AT, arguments.length);
    head.putInt(SIZES_AT + 4, outputBytes);
    head.putInt(SIZES_AT + 8, input.length);
    return head.array();
  }

  /** Size of the whole. */
  int bytes() {
    return HEAD_BYTES + input.length;
  }

  /** What a head says, with room for the input. */
  static Request ofHead(byte[] bytes) throws IOException {
    if (bytes.length != HEAD_BYTES) {
      throw new EOFException("head: " + bytes.length + " bytes (expected: " + HEAD_BYTES + ")");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int nameBytes = 0;
    while (nameBytes < NAME_BYTES && bytes[nameBytes] != 0) {
      nameBytes++;
    }
    byte[] arguments = new byte[head.getInt(SIZES_AT)];
    head.get(ARGUMENTS_AT, arguments);
    return new Request(
        new String(bytes, 0, nameBytes, StandardCharsets.US_ASCII),
        arguments,
        head.getInt(SIZES_AT + 4),
        new byte[head.getInt(SIZES_AT + 8)]);
  }
}
