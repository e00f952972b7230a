package io.virtfun.verticles.lane;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that the lane tests call, and two devices that share one of them. */
final class TestRoutes {
  static final int FIRST = 1;
  static final int SECOND = 2;

  /** On the first device: no parameters, any sizes. */
  static final FunctionSpec ECHO = spec("echo", 1, SizeRule.any(), SizeRule.any());

  /** On the first device: an output of known length. */
  static final FunctionSpec DIGEST =
      spec("digest", 1, SizeRule.range(0, 1024), SizeRule.exactly(Term.constant(32)));

  /** On the first device: more arguments than an entry holds. */
  static final FunctionSpec KEYED =
      spec(
          "keyed",
          1,
          SizeRule.multiple(4, 4, 4096),
          SizeRule.atMost(Term.input(1)),
          Parameter.bytes("key", 32),
          Parameter.u32("mode", 0, 3));

  /** On both devices. */
  static final FunctionSpec EITHER = spec("either", 1, SizeRule.any(), SizeRule.any());

  /** On the second device: exactly as many arguments as an entry holds, sizes that follow them. */
  static final FunctionSpec SCALED =
      spec(
          "scaled",
          64,
          SizeRule.exactly(Term.product(4, 0)),
          SizeRule.exactly(Term.product(8, 0)),
          Parameter.u32("m", 1, 16),
          Parameter.i64("n", -5, 5),
          Parameter.f64("alpha", -1, 1));

  /** On the second device: no parameters, any sizes. */
  static final FunctionSpec OTHER = spec("other", 1, SizeRule.any(), SizeRule.any());

  static final int ECHO_ID = 1;
  static final int DIGEST_ID = 2;
  static final int KEYED_ID = 3;
  static final int EITHER_ID = 4;
  static final int SCALED_ID = 5;
  static final int OTHER_ID = 6;
  static final int FUNCTIONS = 6;

  private TestRoutes() {}

  private static FunctionSpec spec(
      String name, int alignment, SizeRule input, SizeRule output, Parameter... parameters) {
    return new FunctionSpec(
        name, 1, "for tests", true, alignment, List.of(parameters), input, output);
  }

  /** Routes to two devices that grant a lane so many calls each. */
  static Routes of(int firstWindow, int secondWindow) {
    Map<DeviceRoute, List<FunctionSpec>> implementations = new LinkedHashMap<>();
    implementations.put(
        new DeviceRoute(FIRST, "first", firstWindow), List.of(ECHO, DIGEST, KEYED, EITHER));
    implementations.put(
        new DeviceRoute(SECOND, "second", secondWindow), List.of(SCALED, EITHER, OTHER));
    return Routes.of(implementations);
  }
}
