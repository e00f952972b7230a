package io.virtfun.shm;

import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import io.virtfun.functions.Parameter;
import io.virtfun.functions.ParameterType;
import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A parameter as it lies in the catalogue.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "Parameter".
 */
final class ParameterCodec {
  static final int FLAG_DEFAULT = 1;
  static final int FLAG_POWER_OF_TWO = 2;

  private ParameterCodec() {}

  static void write(MemorySegment region, long at, Parameter parameter, int offset) {
    CatalogueCodec.writeText(region, at, parameter.name(), Parameter.MAX_NAME_BYTES);
    U32.set(region, at + of("type"), parameter.type().code());
    U32.set(region, at + of("sizeBytes"), parameter.sizeBytes());
    U32.set(region, at + of("offset"), offset);
    switch (parameter) {
      case Parameter.Whole whole -> {
        int flags = whole.powerOfTwo() ? FLAG_POWER_OF_TWO : 0;
        flags |= whole.defaultValue().isPresent() ? FLAG_DEFAULT : 0;
        U32.set(region, at + of("flags"), flags);
        U64.set(region, at + of("min"), whole.min());
        U64.set(region, at + of("max"), whole.max());
        U64.set(region, at + of("default"), whole.defaultValue().orElse(0));
      }
      case Parameter.Real real -> {
        U32.set(region, at + of("flags"), real.defaultValue().isPresent() ? FLAG_DEFAULT : 0);
        U64.set(region, at + of("min"), Double.doubleToRawLongBits(real.min()));
        U64.set(region, at + of("max"), Double.doubleToRawLongBits(real.max()));
        double value = real.defaultValue().orElse(0);
        U64.set(region, at + of("default"), Double.doubleToRawLongBits(value));
      }
      case Parameter.Bytes _ -> U32.set(region, at + of("flags"), 0);
    }
  }

  /** Reads one. <b>Errors:</b> {@link IllegalArgumentException} for what no host writes. */
  static Parameter read(MemorySegment region, long at) {
    String name = CatalogueCodec.readText(region, at, Parameter.MAX_NAME_BYTES + 1);
    ParameterType type = ParameterType.ofCode((int) U32.get(region, at + of("type")));
    int flags = (int) U32.get(region, at + of("flags"));
    boolean hasDefault = (flags & FLAG_DEFAULT) != 0;
    long min = (long) U64.get(region, at + of("min"));
    long max = (long) U64.get(region, at + of("max"));
    long value = (long) U64.get(region, at + of("default"));
    return switch (type) {
      case U32, I64 ->
          new Parameter.Whole(
              name,
              type,
              min,
              max,
              hasDefault ? OptionalLong.of(value) : OptionalLong.empty(),
              (flags & FLAG_POWER_OF_TWO) != 0);
      case F32, F64 ->
          new Parameter.Real(
              name,
              type,
              Double.longBitsToDouble(min),
              Double.longBitsToDouble(max),
              hasDefault
                  ? OptionalDouble.of(Double.longBitsToDouble(value))
                  : OptionalDouble.empty());
      case BYTES -> new Parameter.Bytes(name, (int) U32.get(region, at + of("sizeBytes")));
    };
  }

  private static long of(String field) {
    return Wire.offset(Layouts.PARAMETER, field);
  }
}
