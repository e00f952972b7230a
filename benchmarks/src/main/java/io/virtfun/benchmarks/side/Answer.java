package io.virtfun.benchmarks.side;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a client's process did, a line of JSON.
 *
 * @param failure why it did not
 * @param nanos from the first call's start to the last one's end
 * @param histogram how many nanoseconds calls took, in HdrHistogram's compressed form as Base64;
 *     empty where single calls were not timed
 * @param output digest of the output, where it was asked for
 * @param usage of the client's process meanwhile
 */
record Answer(
    @Nullable String failure,
    long calls,
    long nanos,
    String histogram,
    String output,
    Usage usage) {
  static Answer failed(Throwable cause) {
    return new Answer(String.valueOf(cause), 0, 0, "", "", Usage.NONE);
  }

  static Answer once(byte[] output) {
    return new Answer(null, 1, 0, "", output.length + " bytes " + digest(output), Usage.NONE);
  }

  static Answer sequential(long nanos, Histogram latencies, Usage usage) {
    return new Answer(null, latencies.getTotalCount(), nanos, encode(latencies), "", usage);
  }

  static Answer pipelined(long calls, long nanos, Usage usage) {
    return new Answer(null, calls, nanos, "", "", usage);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(Histogram latencies) {
    ByteBuffer buffer = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
    int length = latencies.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /** How long single calls took, in nanoseconds; empty where they were not timed. */
  Histogram latencies() {
    if (histogram.isEmpty()) {
      return new Histogram(1);
    }
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(histogram)), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
