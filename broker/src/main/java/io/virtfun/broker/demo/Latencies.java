package io.virtfun.broker.demo;

import io.virtfun.guest.Receipt;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Where the time of calls went.
 *
 * <p><b>Units:</b> nanoseconds. <b>Thread:</b> one at a time.
 */
final class Latencies {
  private static final int DIGITS = 3;

  private final Histogram roundTrip;
  private final Histogram queued;
  private final Histogram ran;
  private final Histogram transport;

  /** As guests report them: compressed histograms in base64. */
  record Encoded(String roundTrip, String queued, String ran, String transport) {}

  Latencies() {
    this(
        new Histogram(DIGITS), new Histogram(DIGITS), new Histogram(DIGITS), new Histogram(DIGITS));
  }

  private Latencies(Histogram roundTrip, Histogram queued, Histogram ran, Histogram transport) {
    this.roundTrip = roundTrip;
    this.queued = queued;
    this.ran = ran;
    this.transport = transport;
  }

  void add(Receipt receipt) {
    roundTrip.recordValue(receipt.roundTrip().toNanos());
    queued.recordValue(receipt.queued().toNanos());
    ran.recordValue(receipt.ran().toNanos());
    transport.recordValue(receipt.transport().toNanos());
  }

  void add(Latencies other) {
    roundTrip.add(other.roundTrip);
    queued.add(other.queued);
    ran.add(other.ran);
    transport.add(other.transport);
  }

  double roundTripMicros(double percentile) {
    return micros(roundTrip, percentile);
  }

  double queuedMicros() {
    return micros(queued, 50);
  }

  double ranMicros() {
    return micros(ran, 50);
  }

  double transportMicros() {
    return micros(transport, 50);
  }

  private static double micros(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }

  Encoded encoded() {
    return new Encoded(encode(roundTrip), encode(queued), encode(ran), encode(transport));
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} where it is not what {@link #encoded} gave. */
  static Latencies of(Encoded encoded) {
    return new Latencies(
        decode(encoded.roundTrip),
        decode(encoded.queued),
        decode(encoded.ran),
        decode(encoded.transport));
  }

  private static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  private static Histogram decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram: " + text, e);
    }
  }
}
