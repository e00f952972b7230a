package io.virtfun.shm;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Small regions in ordinary memory, and what their catalogues list. */
final class TestRegions {
  static final FunctionSpec SHA256 =
      new FunctionSpec(
          "sha256",
          1,
          "SHA-256 digest",
          true,
          1,
          List.of(),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(32)));

  /** A function that uses every kind of parameter and rule. */
  static final FunctionSpec EVERYTHING =
      new FunctionSpec(
          "every.Thing-2_x",
          7,
          "All that a description can hold, 0x20..0x7E ~",
          false,
          4096,
          List.of(
              Parameter.u32("m", 1, 0xFFFF_FFFFL).ofPowerOfTwo().orElse(1L << 31),
              Parameter.i64("n", Long.MIN_VALUE, Long.MAX_VALUE).orElse(-1),
              Parameter.f32("alpha", -1.5, 1.5).orElse(0.1),
              Parameter.f64("beta", Double.NEGATIVE_INFINITY, Double.MAX_VALUE),
              Parameter.bytes("key", 128),
              Parameter.u32("k", 0, 0)),
          new SizeRule(
              SizeRule.Kind.AT_LEAST,
              List.of(
                  new Term(Long.MIN_VALUE, Long.MAX_VALUE, List.of(1, 2, 3, 7, 1, 1, 1, 1)),
                  Term.constant(-3),
                  Term.product(4, 0, 1)),
              16,
              1 << 20,
              8),
          SizeRule.atMost(Term.input(2), Term.constant(64)).upTo(1 << 30));

  static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Catalogue.Function(1, SHA256), new Catalogue.Function(2, EVERYTHING)),
          List.of(new Catalogue.Device(1, "software"), new Catalogue.Device(2, "fpga:0")));

  private TestRegions() {}

  /** The smallest geometry with so many lanes and entries. */
  static RegionGeometry geometry(int lanes, int capacity, Catalogue catalogue) {
    long catalogueBytes = CatalogueCodec.sizeBytes(catalogue);
    long regionBytes = 1 << 17;
    while (true) {
      try {
        return new RegionGeometry(regionBytes, lanes, capacity, catalogueBytes);
      } catch (IllegalArgumentException e) {
        if (regionBytes > 1 << 30) {
          throw e;
        }
        regionBytes *= 2;
      }
    }
  }

  /** A region that is laid out but not published. */
  static HostRegion unpublished(Arena arena, int lanes, int capacity) {
    RegionGeometry geometry = geometry(lanes, capacity, CATALOGUE);
    MemorySegment memory = arena.allocate(geometry.regionBytes(), 4096);
    return new HostRegion(memory, geometry, CATALOGUE, 0, 1);
  }

  /** A region that guests can open. */
  static HostRegion ready(Arena arena, int lanes, int capacity) {
    HostRegion region = unpublished(arena, lanes, capacity);
    region.publish(RegionState.READY);
    return region;
  }
}
