package io.virtfun.driver.software;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * {@code deflate} and {@code inflate}: compression as a raw stream or in the zlib format.
 *
 * <p>Both work straight on the payload, window by window.
 *
 * <p><b>Source:</b> RFC 1951 (raw stream), RFC 1950 (zlib format).
 */
final class Zlib {
  private static final int LEVEL = 0;
  static final int DEFLATE_ZLIB = 1;
  private static final int INFLATE_ZLIB = 0;

  /** Largest input whose bound is still a size. */
  private static final long MAX_DEFLATE_BYTES = 0xE000_0000L;

  private Zlib() {}

  /**
   * Compresses.
   *
   * <p>The bound is the worst any zlib does: one that codes quickly, with fixed tables, spends nine
   * bits on a byte, and the JDK may be linked to such a one.
   */
  static DeviceFunction deflate() {
    FunctionSpec spec =
        new FunctionSpec(
            "deflate",
            1,
            "Compression to an RFC 1951 stream, with zlib=1 in the RFC 1950 format",
            true,
            1,
            List.of(Parameter.u32("level", 0, 9).orElse(6), Parameter.u32("zlib", 0, 1).orElse(0)),
            SizeRule.any().upTo(MAX_DEFLATE_BYTES),
            SizeRule.atMost(Term.input(1), new Term(1, 8, List.of(Term.INPUT)), Term.constant(64)));
    return Synchronous.worker(spec, Zlib::deflate);
  }

  /** Decompresses exactly one stream; one that is corrupt, cut short or followed by more is bad. */
  static DeviceFunction inflate() {
    FunctionSpec spec =
        new FunctionSpec(
            "inflate",
            1,
            "Decompression of an RFC 1951 stream, with zlib=1 of the RFC 1950 format",
            true,
            1,
            List.of(Parameter.u32("zlib", 0, 1).orElse(0)),
            SizeRule.any(),
            SizeRule.any());
    return Synchronous.worker(spec, Zlib::inflate);
  }

  private static Outcome deflate(Invocation call) {
    boolean raw = call.arguments().whole(DEFLATE_ZLIB) == 0;
    Deflater deflater = new Deflater((int) call.arguments().whole(LEVEL), raw);
    try {
      return deflate(deflater, call);
    } finally {
      deflater.end();
    }
  }

  private static Outcome deflate(Deflater deflater, Invocation call) {
    MemorySegment input = call.input();
    MemorySegment output = call.output();
    long fed = 0;
    long written = 0;
    while (!deflater.finished()) {
      if (call.cancellation().isRequested()) {
        return Outcome.stopped();
      }
      if (deflater.needsInput() && fed < input.byteSize()) {
        ByteBuffer window = Window.buffer(input, fed);
        fed += window.remaining();
        deflater.setInput(window);
      }
      if (fed == input.byteSize()) {
        deflater.finish();
      }
      boolean full = written == output.byteSize();
      int produced = deflater.deflate(full ? oneMoreByte() : Window.buffer(output, written));
      if (full && produced > 0) {
        return Outcome.outputTooSmall(0);
      }
      written += produced;
    }
    return Outcome.ok(written);
  }

  static Outcome inflate(Invocation call) {
    Inflater inflater = new Inflater(call.arguments().whole(INFLATE_ZLIB) == 0);
    try {
      return inflate(inflater, call);
    } catch (DataFormatException _) {
      return Outcome.badData();
    } finally {
      inflater.end();
    }
  }

  private static Outcome inflate(Inflater inflater, Invocation call) throws DataFormatException {
    MemorySegment input = call.input();
    MemorySegment output = call.output();
    long fed = 0;
    long written = 0;
    while (!inflater.finished()) {
      if (call.cancellation().isRequested()) {
        return Outcome.stopped();
      }
      boolean starved = inflater.needsInput() && fed == input.byteSize();
      if (inflater.needsInput() && !starved) {
        ByteBuffer window = Window.buffer(input, fed);
        fed += window.remaining();
        inflater.setInput(window);
      }
      boolean full = written == output.byteSize();
      int produced = inflater.inflate(full ? oneMoreByte() : Window.buffer(output, written));
      if (full && produced > 0) {
        return Outcome.outputTooSmall(0);
      }
      boolean stuck = starved || inflater.needsDictionary();
      if (stuck && produced == 0 && !inflater.finished()) {
        return Outcome.badData();
      }
      written += produced;
    }
    boolean followed = fed - inflater.getRemaining() < input.byteSize();
    return followed ? Outcome.badData() : Outcome.ok(written);
  }

  /** Where a stream writes when the output is full: it may still have to come to its end. */
  private static ByteBuffer oneMoreByte() {
    return ByteBuffer.allocate(1);
  }
}
