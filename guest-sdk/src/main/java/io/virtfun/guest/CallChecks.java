package io.virtfun.guest;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;

/** What the host would refuse, found before anything travels. */
final class CallChecks {
  private CallChecks() {}

  static void requireArguments(FunctionSpec function, Arguments arguments) {
    FunctionSpec meant = arguments.function();
    if (meant.version() != function.version() || !meant.name().equals(function.name())) {
      throw new CallException.BadArgument(
          "%s: arguments of %s (expected: of %s)"
              .formatted(function.name(), meant.qualifiedName(), function.qualifiedName()));
    }
    int invalid = arguments.firstInvalid();
    if (invalid >= 0) {
      throw badArgument(arguments, invalid);
    }
  }

  static CallException.BadArgument badArgument(Arguments arguments, int index) {
    FunctionSpec function = arguments.function();
    Parameter parameter = function.parameters().get(index);
    String value =
        switch (parameter) {
          case Parameter.Whole _ -> String.valueOf(arguments.whole(index));
          case Parameter.Real _ -> String.valueOf(arguments.real(index));
          case Parameter.Bytes bytes -> bytes.sizeBytes() + " bytes";
        };
    return new CallException.BadArgument(
        "%s.%s: %s (expected: %s)"
            .formatted(function.name(), parameter.name(), value, parameter.expectation()));
  }

  static void requireInputSize(FunctionSpec function, Arguments arguments, long inputBytes) {
    if (!function.input().admits(inputBytes, arguments)) {
      throw badInputSize(function, arguments, inputBytes);
    }
  }

  static CallException.BadInputSize badInputSize(
      FunctionSpec function, Arguments arguments, long inputBytes) {
    return new CallException.BadInputSize(
        "%s.input: %d bytes (expected: %s)"
            .formatted(
                function.name(), inputBytes, function.input().expectation(inputBytes, arguments)));
  }

  static void requireOutputCapacity(
      FunctionSpec function, Arguments arguments, long inputBytes, long capacityBytes) {
    if (function.output().kind() == SizeRule.Kind.EXACT) {
      long needed = function.output().evaluate(inputBytes, arguments);
      if (capacityBytes < needed) {
        throw outputTooSmall(function, capacityBytes, needed);
      }
    }
  }

  static CallException.OutputTooSmall outputTooSmall(
      FunctionSpec function, long capacityBytes, long neededBytes) {
    return new CallException.OutputTooSmall(
        "%s.output: %d bytes (expected: %s)"
            .formatted(
                function.name(),
                capacityBytes,
                neededBytes > 0 ? "at least " + neededBytes : "more"),
        neededBytes);
  }

  static void requireSlices(Session session, FunctionSpec function, Slice input, Slice output) {
    requireSlice(session, function, "input", input);
    requireSlice(session, function, "output", output);
    if (input.offset() < output.offset() + output.byteSize()
        && output.offset() < input.offset() + input.byteSize()) {
      throw new CallException.BadSlice(
          function.name() + ": input " + input + " overlaps output " + output);
    }
  }

  private static void requireSlice(
      Session session, FunctionSpec function, String role, Slice slice) {
    if (slice.arena() != session.arena()) {
      throw new CallException.BadSlice(
          "%s.%s: slice of another session".formatted(function.name(), role));
    }
    if (slice.byteSize() > SizeRule.MAX_BYTES) {
      throw new CallException.BadSlice(
          "%s.%s: %d bytes (expected: at most %d)"
              .formatted(function.name(), role, slice.byteSize(), SizeRule.MAX_BYTES));
    }
    if (slice.offset() % function.alignmentBytes() != 0) {
      throw misaligned(function, role + " at " + slice.offset(), function.alignmentBytes());
    }
  }

  static CallException.Misaligned misaligned(
      FunctionSpec function, String place, long alignmentBytes) {
    return new CallException.Misaligned(
        "%s: %s (expected: a multiple of %d bytes)"
            .formatted(function.name(), place, alignmentBytes));
  }
}
