package io.virtfun.guest;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SliceRole;
import io.virtfun.shm.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What a status and its detail say of a call, as an exception. */
final class StatusFailures {
  private StatusFailures() {}

  static CallException of(Call call, CompletionEntry entry) {
    Status status = Status.ofCode(entry.status);
    FunctionSpec function = call.spec();
    String name = function.name();
    long detail = entry.detail;
    return switch (status) {
      case null ->
          new CallException.UnknownStatus(
              "%s: status %d (expected: 0..%d)"
                  .formatted(
                      name, Integer.toUnsignedLong(entry.status), Status.values().length - 1),
              entry.status);
      case OK -> throw new IllegalArgumentException(name + ": OK is no failure");
      case UNKNOWN_FUNCTION ->
          new CallException.UnknownFunction(
              "%s: the host knows no function with id %d".formatted(name, detail));
      case BAD_ENTRY ->
          new CallException.BadEntry(
              "%s: submission entry, offset %d: not zero (expected: zero)".formatted(name, detail));
      case BAD_SLICE -> badSlice(call, detail);
      case MISALIGNED ->
          CallChecks.misaligned(
              function,
              "input at %d, output at %d".formatted(call.input().offset(), call.output().offset()),
              detail);
      case BAD_ARGUMENT -> badArgument(call, detail);
      case BAD_INPUT_SIZE ->
          CallChecks.badInputSize(function, call.arguments(), call.input().byteSize());
      case OUTPUT_TOO_SMALL ->
          CallChecks.outputTooSmall(function, call.output().byteSize(), Math.max(0, detail));
      case BAD_DATA -> new CallException.BadData(name + ": the function refuses the input data");
      case NO_DEVICE -> new CallException.NoDevice(name + ": no device runs it now");
      case DEVICE_FAILED ->
          new CallException.DeviceFailed(
              "%s: device %s failed".formatted(name, call.deviceName(entry.device)));
      case SHUTTING_DOWN -> new CallException.ShuttingDown(name + ": the broker is shutting down");
      case EXPIRED -> new CallException.Expired(name + ": its time to live has passed");
      case CANCELLED -> new CallException.Cancelled(name + ": cancelled");
      case BUSY -> busy(name, detail);
      case NOT_ALLOWED -> new CallException.NotAllowed(name + ": this tenant may not call it");
    };
  }

  private static CallException busy(String name, long micros) {
    return micros > 0
        ? new CallException.Busy(
            "%s: the tenant has reached a limit; retry after %d us".formatted(name, micros),
            Duration.of(micros, ChronoUnit.MICROS))
        : new CallException.Busy(name + ": the tenant has reached a limit", Duration.ZERO);
  }

  private static CallException badSlice(Call call, long detail) {
    String what = "a slice leaves the arena";
    for (SliceRole role : SliceRole.values()) {
      if (role.code() == detail) {
        what =
            switch (role) {
              case INPUT -> "input " + call.input() + " leaves the arena";
              case OUTPUT -> "output " + call.output() + " leaves the arena";
              case ARGUMENTS -> "the arguments leave the arena";
              case OVERLAP -> "input " + call.input() + " overlaps output " + call.output();
            };
      }
    }
    return new CallException.BadSlice(call.name() + ": " + what);
  }

  private static CallException badArgument(Call call, long detail) {
    if (detail < 0 || detail >= call.spec().parameters().size()) {
      return new CallException.BadArgument(
          "%s: the host refuses argument %d".formatted(call.name(), detail));
    }
    return CallChecks.badArgument(call.arguments(), (int) detail);
  }
}
