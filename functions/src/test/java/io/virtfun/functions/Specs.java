package io.virtfun.functions;

import java.util.List;

/** Functions that the tests describe and call. */
final class Specs {
  private Specs() {}

  static FunctionSpec of(Parameter... parameters) {
    return of(SizeRule.any(), SizeRule.any(), parameters);
  }

  static FunctionSpec of(SizeRule input, SizeRule output, Parameter... parameters) {
    return new FunctionSpec("f", 1, "A function", true, 1, List.of(parameters), input, output);
  }
}
