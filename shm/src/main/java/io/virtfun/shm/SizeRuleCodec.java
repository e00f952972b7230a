package io.virtfun.shm;

import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A size rule as it lies in the catalogue.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "SizeRule" and "SizeTerm".
 */
final class SizeRuleCodec {
  private static final long TERM_BYTES = Layouts.SIZE_TERM.byteSize();
  private static final long TERMS = Layouts.SIZE_RULE.byteSize() - SizeRule.MAX_TERMS * TERM_BYTES;

  private SizeRuleCodec() {}

  static void write(MemorySegment region, long at, SizeRule rule) {
    U32.set(region, at + rule("kind"), rule.kind().code());
    U32.set(region, at + rule("termCount"), rule.terms().size());
    U32.set(region, at + rule("multipleOf"), rule.multipleOf());
    U64.set(region, at + rule("minBytes"), rule.minBytes());
    U64.set(region, at + rule("maxBytes"), rule.maxBytes());
    long term = at + TERMS;
    for (Term each : rule.terms()) {
      U64.set(region, term + term("coefficient"), each.coefficient());
      U64.set(region, term + term("divisor"), each.divisor());
      for (int i = 0; i < each.factors().size(); i++) {
        byte factor = each.factors().get(i).byteValue();
        region.set(ValueLayout.JAVA_BYTE, term + term("factors") + i, factor);
      }
      term += TERM_BYTES;
    }
  }

  /** Reads a rule. <b>Errors:</b> {@link IllegalArgumentException} for what no host writes. */
  static SizeRule read(MemorySegment region, long at) {
    int count = (int) U32.get(region, at + rule("termCount"));
    if (count < 0 || count > SizeRule.MAX_TERMS) {
      throw new IllegalArgumentException("termCount: " + count + " (expected: 0..4)");
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      terms.add(readTerm(region, at + TERMS + i * TERM_BYTES));
    }
    return new SizeRule(
        SizeRule.Kind.ofCode((int) U32.get(region, at + rule("kind"))),
        terms,
        (long) U64.get(region, at + rule("minBytes")),
        (long) U64.get(region, at + rule("maxBytes")),
        (int) U32.get(region, at + rule("multipleOf")));
  }

  private static Term readTerm(MemorySegment region, long at) {
    List<Integer> factors = new ArrayList<>();
    for (int i = 0; i < Term.MAX_FACTORS; i++) {
      int factor = region.get(ValueLayout.JAVA_BYTE, at + term("factors") + i);
      if (factor != 0) {
        factors.add(factor);
      }
    }
    return new Term(
        (long) U64.get(region, at + term("coefficient")),
        (long) U64.get(region, at + term("divisor")),
        factors);
  }

  private static long rule(String field) {
    return Wire.offset(Layouts.SIZE_RULE, field);
  }

  private static long term(String field) {
    return Wire.offset(Layouts.SIZE_TERM, field);
  }
}
