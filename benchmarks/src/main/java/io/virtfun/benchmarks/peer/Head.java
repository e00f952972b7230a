package io.virtfun.benchmarks.peer;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What is said of a call before its input, in a fixed size: function, arguments, output capacity
 * and size of the input.
 *
 * <p><b>Ownership:</b> the array is the caller's, and shared.
 */
public final class Head {
  /** Bytes of every head: name, arguments, both padded, and three sizes. */
  public static final int BYTES = 64;

  private static final int NAME_BYTES = 16;
  private static final int ARGUMENT_BYTES = 32;
  private static final int ARGUMENTS_AT = NAME_BYTES;
  private static final int SIZES_AT = ARGUMENTS_AT + ARGUMENT_BYTES;

  private final String function;
  private final byte[] arguments;
  private final int outputBytes;
  private final int inputBytes;

  Head(String function, byte[] arguments, int outputBytes, int inputBytes) {
    this.function = function;
    this.arguments = arguments;
    this.outputBytes = outputBytes;
    this.inputBytes = inputBytes;
  }

  String function() {
    return function;
  }

  byte[] arguments() {
    return arguments;
  }

  /** Capacity of the output. */
  public int outputBytes() {
    return outputBytes;
  }

  /** Size of the input that follows. */
  public int inputBytes() {
    return inputBytes;
  }

  /** As it travels. */
  public byte[] bytes() {
    ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(0, function.getBytes(StandardCharsets.US_ASCII));
    head.put(ARGUMENTS_AT, arguments);
    head.putInt(SIZES_AT, arguments.length);
    head.putInt(SIZES_AT + 4, outputBytes);
    head.putInt(SIZES_AT + 8, inputBytes);
    return head.array();
  }

  /** The one that has travelled. <b>Errors:</b> where it is cut off. */
  public static Head of(byte[] bytes) throws EOFException {
    if (bytes.length != BYTES) {
      throw new EOFException("head: " + bytes.length + " bytes (expected: " + BYTES + ")");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int nameBytes = 0;
    while (nameBytes < NAME_BYTES && bytes[nameBytes] != 0) {
      nameBytes++;
    }
    byte[] arguments = new byte[head.getInt(SIZES_AT)];
    head.get(ARGUMENTS_AT, arguments);
    return new Head(
        new String(bytes, 0, nameBytes, StandardCharsets.US_ASCII),
        arguments,
        head.getInt(SIZES_AT + 4),
        head.getInt(SIZES_AT + 8));
  }
}
