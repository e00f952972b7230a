package io.virtfun.shm;

import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The catalogue as it lies in the region.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "Catalogue".
 */
public final class CatalogueCodec {
  private static final long HEADER_BYTES = Layouts.CATALOGUE_HEADER.byteSize();
  private static final long FUNCTION_BYTES = Layouts.FUNCTION_ENTRY.byteSize();
  private static final long DEVICE_BYTES = Layouts.DEVICE_ENTRY.byteSize();
  private static final long PARAMETER_BYTES = Layouts.PARAMETER.byteSize();
  static final int FLAG_IDEMPOTENT = 1;
  static final int FLAG_FUNCTION_WITHDRAWN = 2;
  static final int FLAG_DEVICE_WITHDRAWN = 1;

  private static final long GENERATION = header("generation");

  private CatalogueCodec() {}

  /** Size a catalogue takes, with the room it has. */
  public static long sizeBytes(Catalogue catalogue) {
    return HEADER_BYTES
        + catalogue.capacity().functions() * FUNCTION_BYTES
        + catalogue.capacity().devices() * DEVICE_BYTES;
  }

  /** Writes all of a catalogue where nothing is. */
  static void write(MemorySegment region, long offset, Catalogue catalogue, long generation) {
    U32.set(region, offset + header("functionEntryBytes"), (int) FUNCTION_BYTES);
    U32.set(region, offset + header("deviceEntryBytes"), (int) DEVICE_BYTES);
    U64.set(region, offset + header("functionsOffset"), functionAt(offset, 0));
    U64.set(region, offset + header("devicesOffset"), deviceAt(offset, catalogue, 0));
    Catalogue nothing = new Catalogue(List.of(), List.of(), catalogue.capacity());
    change(region, offset, nothing, catalogue, generation);
  }

  /**
   * Makes one catalogue that lies there another one, under the eyes of readers.
   *
   * @param after lists all that {@code before} lists, and has its capacity
   */
  static void change(
      MemorySegment region, long offset, Catalogue before, Catalogue after, long generation) {
    List<Catalogue.Function> functions = after.functions();
    for (int i = 0; i < functions.size(); i++) {
      long at = functionAt(offset, i);
      if (i >= before.functions().size()) {
        writeFunction(region, at, functions.get(i));
      }
      U32.setOpaque(region, at + function("flags"), flags(functions.get(i)));
    }
    List<Catalogue.Device> devices = after.devices();
    for (int i = 0; i < devices.size(); i++) {
      Catalogue.Device device = devices.get(i);
      long at = deviceAt(offset, after, i);
      if (i >= before.devices().size()) {
        U32.set(region, at + device("number"), device.number());
        writeText(region, at + device("name"), device.name(), Catalogue.Device.MAX_NAME_BYTES);
      }
      U32.setOpaque(region, at + device("flags"), device.withdrawn() ? FLAG_DEVICE_WITHDRAWN : 0);
    }
    // SYNC: pairs with read; the entries below the counts are visible.
    U32.setRelease(region, offset + header("functionCount"), functions.size());
    U32.setRelease(region, offset + header("deviceCount"), devices.size());
    // SYNC: pairs with generation; counts, entries and flags are visible.
    U64.setRelease(region, offset + GENERATION, generation);
  }

  /** How often the catalogue that lies there has been changed, and one. */
  static long generation(MemorySegment region, long offset) {
    // SYNC: pairs with change.
    return (long) U64.getAcquire(region, offset + GENERATION);
  }

  private static long functionAt(long offset, int index) {
    return offset + HEADER_BYTES + index * FUNCTION_BYTES;
  }

  private static long deviceAt(long offset, Catalogue catalogue, int index) {
    return functionAt(offset, catalogue.capacity().functions()) + index * DEVICE_BYTES;
  }

  private static int flags(Catalogue.Function function) {
    return (function.spec().idempotent() ? FLAG_IDEMPOTENT : 0)
        | (function.withdrawn() ? FLAG_FUNCTION_WITHDRAWN : 0);
  }

  private static void writeFunction(MemorySegment region, long at, Catalogue.Function function) {
    FunctionSpec spec = function.spec();
    U32.set(region, at + function("id"), function.id());
    U32.set(region, at + function("version"), spec.version());
    U32.set(region, at + function("alignmentBytes"), spec.alignmentBytes());
    U32.set(region, at + function("parameterCount"), spec.parameters().size());
    U32.set(region, at + function("argumentsBytes"), spec.argumentsBytes());
    writeText(region, at + function("name"), spec.name(), FunctionSpec.MAX_NAME_BYTES);
    writeText(region, at + function("summary"), spec.summary(), FunctionSpec.MAX_SUMMARY_BYTES);
    SizeRuleCodec.write(region, at + function("input"), spec.input());
    SizeRuleCodec.write(region, at + function("output"), spec.output());
    for (int i = 0; i < spec.parameters().size(); i++) {
      long parameter = at + function("parameters") + i * PARAMETER_BYTES;
      ParameterCodec.write(region, parameter, spec.parameters().get(i), spec.parameterOffset(i));
    }
  }

  /** Reads and checks the catalogue of a region. */
  static Catalogue read(MemorySegment region, long offset, long sizeBytes) throws RegionException {
    if (sizeBytes < HEADER_BYTES) {
      throw RegionException.corrupt("catalogueBytes", sizeBytes, "at least " + HEADER_BYTES);
    }
    long functionCount = count(region, offset, "functionCount", Catalogue.MAX_FUNCTIONS);
    long deviceCount = count(region, offset, "deviceCount", Catalogue.MAX_DEVICES);
    long functionStride = stride(region, offset, "functionEntryBytes", FUNCTION_BYTES);
    long deviceStride = stride(region, offset, "deviceEntryBytes", DEVICE_BYTES);
    long end = offset + sizeBytes;
    long functionsAt =
        table(region, offset, "functionsOffset", functionCount * functionStride, end);
    long devicesAt = table(region, offset, "devicesOffset", deviceCount * deviceStride, end);
    List<Catalogue.Function> functions = new ArrayList<>();
    for (int i = 0; i < functionCount; i++) {
      functions.add(readFunction(region, functionsAt + i * functionStride));
    }
    List<Catalogue.Device> devices = new ArrayList<>();
    for (int i = 0; i < deviceCount; i++) {
      long at = devicesAt + i * deviceStride;
      String name = readText(region, at + device("name"), 56);
      int flags = (int) U32.getOpaque(region, at + device("flags"));
      devices.add(
          new Catalogue.Device(
              (int) U32.get(region, at + device("number")),
              name,
              (flags & FLAG_DEVICE_WITHDRAWN) != 0));
    }
    return new Catalogue(functions, devices);
  }

  private static long count(MemorySegment region, long offset, String field, int most)
      throws RegionException {
    // SYNC: pairs with change; the entries below the count are visible.
    int count = (int) U32.getAcquire(region, offset + header(field));
    if (count < 0 || count > most) {
      throw RegionException.corrupt("catalogue." + field, count & 0xFFFF_FFFFL, "0.." + most);
    }
    return count;
  }

  private static long stride(MemorySegment region, long offset, String field, long least)
      throws RegionException {
    int stride = (int) U32.get(region, offset + header(field));
    if (stride < least || stride % 8 != 0 || stride > 65_536) {
      throw RegionException.corrupt(
          "catalogue." + field, stride & 0xFFFF_FFFFL, "multiple of 8, at least " + least);
    }
    return stride;
  }

  private static long table(
      MemorySegment region, long offset, String field, long sizeBytes, long end)
      throws RegionException {
    long at = (long) U64.get(region, offset + header(field));
    if (at < offset + HEADER_BYTES || at % 8 != 0 || at > end - sizeBytes) {
      throw RegionException.corrupt("catalogue." + field, at, "a table inside the catalogue");
    }
    return at;
  }

  private static Catalogue.Function readFunction(MemorySegment region, long at)
      throws RegionException {
    String name = readText(region, at + function("name"), 48);
    try {
      int parameterCount = (int) U32.get(region, at + function("parameterCount"));
      if (parameterCount < 0 || parameterCount > FunctionSpec.MAX_PARAMETERS) {
        throw new IllegalArgumentException("parameterCount: " + parameterCount);
      }
      int flags = (int) U32.getOpaque(region, at + function("flags"));
      List<Parameter> parameters = new ArrayList<>();
      for (int i = 0; i < parameterCount; i++) {
        parameters.add(
            ParameterCodec.read(region, at + function("parameters") + i * PARAMETER_BYTES));
      }
      FunctionSpec spec =
          new FunctionSpec(
              name,
              (int) U32.get(region, at + function("version")),
              readText(region, at + function("summary"), 112),
              (flags & FLAG_IDEMPOTENT) != 0,
              (int) U32.get(region, at + function("alignmentBytes")),
              parameters,
              SizeRuleCodec.read(region, at + function("input")),
              SizeRuleCodec.read(region, at + function("output")));
      int id = (int) U32.get(region, at + function("id"));
      return new Catalogue.Function(id, spec, (flags & FLAG_FUNCTION_WITHDRAWN) != 0);
    } catch (IllegalArgumentException e) {
      throw new RegionException(
          RegionException.Kind.CORRUPT,
          "region catalogue function '" + name + "': " + e.getMessage());
    }
  }

  static void writeText(MemorySegment region, long at, String text, int mostBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int length = Math.min(bytes.length, mostBytes);
    MemorySegment.copy(bytes, 0, region, ValueLayout.JAVA_BYTE, at, length);
    region.set(ValueLayout.JAVA_BYTE, at + length, (byte) 0);
  }

  static String readText(MemorySegment region, long at, int fieldBytes) {
    byte[] bytes = region.asSlice(at, fieldBytes).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  private static long header(String field) {
    return of(Layouts.CATALOGUE_HEADER, field);
  }

  private static long function(String field) {
    return of(Layouts.FUNCTION_ENTRY, field);
  }

  private static long device(String field) {
    return of(Layouts.DEVICE_ENTRY, field);
  }

  private static long of(StructLayout layout, String field) {
    return Wire.offset(layout, field);
  }
}
