package io.virtfun.broker.cli;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.util.stream.Collectors;

/** A size rule as people read it, for example {@code 4*m*k + 4*k*n bytes}. */
final class Sizes {
  private Sizes() {}

  static String of(FunctionSpec function, SizeRule rule) {
    return switch (rule.kind()) {
      case ANY -> range(rule);
      case EXACT -> sum(function, rule) + " bytes";
      case AT_LEAST -> "at least " + sum(function, rule) + " bytes";
      case AT_MOST -> "at most " + sum(function, rule) + " bytes";
    };
  }

  private static String range(SizeRule rule) {
    String multiple = rule.multipleOf() > 1 ? ", a multiple of " + rule.multipleOf() : "";
    return rule.minBytes() == 0 && rule.maxBytes() == SizeRule.MAX_BYTES
        ? "any" + multiple
        : rule.minBytes() + " to " + rule.maxBytes() + " bytes" + multiple;
  }

  private static String sum(FunctionSpec function, SizeRule rule) {
    return rule.terms().stream()
        .map(term -> term(function, term))
        .collect(Collectors.joining(" + "))
        .replace("+ -", "- ");
  }

  private static String term(FunctionSpec function, Term term) {
    String factors =
        term.factors().stream()
            .map(factor -> name(function, factor))
            .collect(Collectors.joining("*"));
    String product =
        factors.isEmpty()
            ? Long.toString(term.coefficient())
            : switch (Math.clamp(term.coefficient(), -2, 2)) {
              case 1 -> factors;
              case -1 -> "-" + factors;
              default -> term.coefficient() + "*" + factors;
            };
    return term.divisor() == 1 ? product : "ceil(" + product + "/" + term.divisor() + ")";
  }

  private static String name(FunctionSpec function, int factor) {
    return factor == Term.INPUT
        ? "input"
        : function.parameters().get(factor - Term.INPUT - 1).name();
  }
}
