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

  private CatalogueCodec() {}

  /** Size a catalogue takes. */
  public static long sizeBytes(Catalogue catalogue) {
    return HEADER_BYTES
        + catalogue.functions().size() * FUNCTION_BYTES
        + catalogue.devices().size() * DEVICE_BYTES;
  }

  static void write(MemorySegment region, long offset, Catalogue catalogue) {
    long functions = offset + HEADER_BYTES;
    long devices = functions + catalogue.functions().size() * FUNCTION_BYTES;
    U64.set(region, offset + header("generation"), 1L);
    U32.set(region, offset + header("functionCount"), catalogue.functions().size());
    U32.set(region, offset + header("functionEntryBytes"), (int) FUNCTION_BYTES);
    U32.set(region, offset + header("deviceCount"), catalogue.devices().size());
    U32.set(region, offset + header("deviceEntryBytes"), (int) DEVICE_BYTES);
    U64.set(region, offset + header("functionsOffset"), functions);
    U64.set(region, offset + header("devicesOffset"), devices);
    for (Catalogue.Function function : catalogue.functions()) {
      writeFunction(region, functions, function);
      functions += FUNCTION_BYTES;
    }
    for (Catalogue.Device device : catalogue.devices()) {
      U32.set(region, devices, device.number());
      writeText(region, devices + of(Layouts.DEVICE_ENTRY, "name"), device.name(), 55);
      devices += DEVICE_BYTES;
    }
  }

  private static void writeFunction(MemorySegment region, long at, Catalogue.Function function) {
    FunctionSpec spec = function.spec();
    U32.set(region, at + function("id"), function.id());
    U32.set(region, at + function("version"), spec.version());
    U32.set(region, at + function("flags"), spec.idempotent() ? FLAG_IDEMPOTENT : 0);
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
      String name = readText(region, at + of(Layouts.DEVICE_ENTRY, "name"), 56);
      devices.add(new Catalogue.Device((int) U32.get(region, at), name));
    }
    return new Catalogue(functions, devices);
  }

  private static long count(MemorySegment region, long offset, String field, int most)
      throws RegionException {
    int count = (int) U32.get(region, offset + header(field));
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
              ((int) U32.get(region, at + function("flags")) & FLAG_IDEMPOTENT) != 0,
              (int) U32.get(region, at + function("alignmentBytes")),
              parameters,
              SizeRuleCodec.read(region, at + function("input")),
              SizeRuleCodec.read(region, at + function("output")));
      return new Catalogue.Function((int) U32.get(region, at + function("id")), spec);
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

  private static long of(StructLayout layout, String field) {
    return Wire.offset(layout, field);
  }
}
