package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the host writes as its catalogue, and what of it a guest accepts. */
class CatalogueCodecTest {
  private static final long AT = 128;
  private static final long HEADER_BYTES = Layouts.CATALOGUE_HEADER.byteSize();
  private static final long FUNCTION_BYTES = Layouts.FUNCTION_ENTRY.byteSize();
  private static final long DEVICE_BYTES = Layouts.DEVICE_ENTRY.byteSize();
  private static final long SIZE_BYTES = CatalogueCodec.sizeBytes(TestRegions.CATALOGUE);

  private final MemorySegment region = Arena.ofAuto().allocate(AT + 2 * SIZE_BYTES + 8192, 64);

  @Test
  void shouldReadWhatItWrote() throws RegionException {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    assertEquals(TestRegions.CATALOGUE, CatalogueCodec.read(region, AT, SIZE_BYTES));
  }

  @Test
  void shouldReadEmptyCatalogue() throws RegionException {
    Catalogue empty = new Catalogue(List.of(), List.of());
    CatalogueCodec.write(region, AT, empty, 1);
    assertEquals(HEADER_BYTES, CatalogueCodec.sizeBytes(empty));
    assertEquals(empty, CatalogueCodec.read(region, AT, HEADER_BYTES));
  }

  @Test
  void shouldReadMostFunctionsAndDevices() throws RegionException {
    Catalogue full =
        new Catalogue(
            IntStream.rangeClosed(1, Catalogue.MAX_FUNCTIONS)
                .mapToObj(id -> new Catalogue.Function(id, TestRegions.SHA256))
                .toList(),
            IntStream.rangeClosed(1, Catalogue.MAX_DEVICES)
                .mapToObj(number -> new Catalogue.Device(number, "d" + number))
                .toList());
    long sizeBytes = CatalogueCodec.sizeBytes(full);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment large = arena.allocate(sizeBytes, 64);
      CatalogueCodec.write(large, 0, full, 1);
      assertEquals(full, CatalogueCodec.read(large, 0, sizeBytes));
    }
  }

  @Test
  void shouldFollowLongerStridesOfNewerHost() throws RegionException {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    long functions = AT + HEADER_BYTES;
    long devices = functions + 2 * FUNCTION_BYTES;
    long deviceStride = DEVICE_BYTES + 8;
    long functionStride = FUNCTION_BYTES + 128;
    long newDevices = functions + 2 * functionStride;
    copy(devices + DEVICE_BYTES, newDevices + deviceStride, DEVICE_BYTES);
    copy(devices, newDevices, DEVICE_BYTES);
    copy(functions + FUNCTION_BYTES, functions + functionStride, FUNCTION_BYTES);
    region.asSlice(functions + FUNCTION_BYTES, 128).fill((byte) -1);
    set(Layouts.CATALOGUE_HEADER, 0, "functionEntryBytes", functionStride);
    set(Layouts.CATALOGUE_HEADER, 0, "deviceEntryBytes", deviceStride);
    set(Layouts.CATALOGUE_HEADER, 0, "devicesOffset", newDevices);
    long sizeBytes = newDevices + 2 * deviceStride - AT;
    assertEquals(TestRegions.CATALOGUE, CatalogueCodec.read(region, AT, sizeBytes));
  }

  private void copy(long from, long to, long sizeBytes) {
    region.asSlice(to, sizeBytes).copyFrom(MemorySegment.ofArray(bytes(from, sizeBytes)));
  }

  private byte[] bytes(long from, long sizeBytes) {
    return region.asSlice(from, sizeBytes).toArray(Wire.U8);
  }

  @Test
  void shouldIgnoreReservedFieldsAndUnknownFlags() throws RegionException {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    long function = HEADER_BYTES + FUNCTION_BYTES;
    region.asSlice(AT + Wire.offset(Layouts.CATALOGUE_HEADER, "reserved"), 24).fill((byte) -1);
    set(Layouts.FUNCTION_ENTRY, function, "reserved0", -1);
    set(Layouts.FUNCTION_ENTRY, function, "flags", 0xFFFF_FFFCL);
    set(Layouts.SIZE_RULE, function + 192, "reserved", -1);
    set(Layouts.PARAMETER, function + 512, "flags", 0xFFFF_FFFFL);
    assertEquals(TestRegions.CATALOGUE, CatalogueCodec.read(region, AT, SIZE_BYTES));
  }

  /** A field of the catalogue that no host writes so; {@code base} counts from its start. */
  record Corruption(StructLayout layout, long base, String field, long value) {
    @Override
    public String toString() {
      return "%s@%d.%s = %d".formatted(layout.name().orElseThrow(), base, field, value);
    }
  }

  static List<Corruption> corruptions() {
    List<Corruption> all = new ArrayList<>();
    add(all, Layouts.CATALOGUE_HEADER, 0, "functionCount", 3, 4097, -1);
    add(all, Layouts.CATALOGUE_HEADER, 0, "deviceCount", 3, 4097, -1);
    add(all, Layouts.CATALOGUE_HEADER, 0, "functionEntryBytes", 0, 1016, 1028, 1032, 65_544, -8);
    add(all, Layouts.CATALOGUE_HEADER, 0, "deviceEntryBytes", 0, 56, 68, 72, 65_544, -8);
    add(all, Layouts.CATALOGUE_HEADER, 0, "functionsOffset", 0, AT, AT + 63, -8, Long.MAX_VALUE);
    add(all, Layouts.CATALOGUE_HEADER, 0, "devicesOffset", AT, AT + 68, AT + SIZE_BYTES, 1L << 62);
    long second = HEADER_BYTES + FUNCTION_BYTES;
    add(all, Layouts.FUNCTION_ENTRY, second, "version", 0, -1);
    add(all, Layouts.FUNCTION_ENTRY, second, "alignmentBytes", 0, 3, 8192, 1L << 31);
    add(all, Layouts.FUNCTION_ENTRY, second, "parameterCount", 2, 8, 9, -1);
    long input = second + Wire.offset(Layouts.FUNCTION_ENTRY, "input");
    add(all, Layouts.SIZE_RULE, input, "kind", 0, 4, -1);
    add(all, Layouts.SIZE_RULE, input, "termCount", 0, 4, 5, -1);
    add(all, Layouts.SIZE_RULE, input, "multipleOf", 0, 1L << 31);
    add(all, Layouts.SIZE_RULE, input, "minBytes", (1 << 20) + 1, -1);
    add(all, Layouts.SIZE_RULE, input, "maxBytes", 15, 1L << 32, -1);
    long term = input + Wire.offset(Layouts.SIZE_RULE, "terms");
    add(all, Layouts.SIZE_TERM, term, "divisor", 0, -1);
    // A factor past the last one, one of a parameter that does not exist, one of a real parameter.
    add(all, Layouts.SIZE_TERM, term, "factors", 10, 0xFF, 8, 4);
    long output = second + Wire.offset(Layouts.FUNCTION_ENTRY, "output");
    add(all, Layouts.SIZE_RULE, output, "kind", 3);
    long whole = second + Wire.offset(Layouts.FUNCTION_ENTRY, "parameters");
    add(all, Layouts.PARAMETER, whole, "type", 0, 6, -1);
    add(all, Layouts.PARAMETER, whole, "min", -1, 1L << 32);
    add(all, Layouts.PARAMETER, whole, "max", 0, 1L << 32);
    add(all, Layouts.PARAMETER, whole, "default", 0, 3);
    long real = whole + 2 * Layouts.PARAMETER.byteSize();
    add(all, Layouts.PARAMETER, real, "min", Double.doubleToRawLongBits(Double.NaN));
    add(all, Layouts.PARAMETER, real, "max", Double.doubleToRawLongBits(-2));
    add(all, Layouts.PARAMETER, real, "default", Double.doubleToRawLongBits(2));
    long key = whole + 4 * Layouts.PARAMETER.byteSize();
    add(all, Layouts.PARAMETER, key, "sizeBytes", 0, 129, -1);
    return all;
  }

  private static void add(
      List<Corruption> all, StructLayout layout, long base, String field, long... values) {
    for (long value : values) {
      all.add(new Corruption(layout, base, field, value));
    }
  }

  @ParameterizedTest
  @MethodSource("corruptions")
  void shouldRefuseWhenFieldIsCorrupt(Corruption corruption) {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    set(corruption.layout(), corruption.base(), corruption.field(), corruption.value());
    assertRefused(SIZE_BYTES);
  }

  @Test
  void shouldRefuseNamesThatAreNone() {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    long name = AT + HEADER_BYTES + Wire.offset(Layouts.FUNCTION_ENTRY, "name");
    byte[] original = bytes(name, 48);
    for (String bad : List.of("", "A", "9a", "a b", "\u00e9", "a".repeat(48))) {
      region.asSlice(name, 48).fill((byte) 0);
      byte[] encoded = bad.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      region.asSlice(name, encoded.length).copyFrom(MemorySegment.ofArray(encoded));
      assertRefused(SIZE_BYTES);
    }
    region.asSlice(name, 48).copyFrom(MemorySegment.ofArray(original));
    long summary = AT + HEADER_BYTES + Wire.offset(Layouts.FUNCTION_ENTRY, "summary");
    region.set(Wire.U8, summary, (byte) '\n');
    assertRefused(SIZE_BYTES);
  }

  @Test
  void shouldRefuseCatalogueThatIsCutShort() {
    CatalogueCodec.write(region, AT, TestRegions.CATALOGUE, 1);
    assertRefused(SIZE_BYTES - 1);
    assertRefused(HEADER_BYTES);
    assertRefused(HEADER_BYTES - 1);
    assertRefused(0);
  }

  private void assertRefused(long sizeBytes) {
    RegionException e =
        assertThrows(RegionException.class, () -> CatalogueCodec.read(region, AT, sizeBytes));
    assertEquals(RegionException.Kind.CORRUPT, e.kind());
    assertTrue(e.getMessage().startsWith("region catalogue"), e.getMessage());
  }

  private void set(StructLayout layout, long base, String field, long value) {
    Fields.set(region, AT + base, layout, field, value);
  }
}
