package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.shm.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong calls: the same answer from the SDK's own checks and from the host. */
public abstract class RefusalContract extends GuestContract {
  private <T extends CallException> T refusal(
      Class<T> type, boolean local, Function<Session, Future<Result>> call) {
    if (local) {
      return failure(type, call.apply(session()));
    }
    Session unchecked = uncheckedSession();
    try {
      T failure = failure(type, call.apply(unchecked));
      assertEquals(unchecked.arenaBytes(), unchecked.freeArenaBytes(), "slices not given back");
      return failure;
    } finally {
      unchecked.close().await();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAnArgumentOutOfRange(boolean local) {
    var failure =
        refusal(
            CallException.BadArgument.class,
            local,
            session -> {
              FunctionSpec sort = session.function("sort.i64").spec();
              Arguments outOfRange = Arguments.decode(sort, new byte[] {2, 0, 0, 0});
              return session.function("sort.i64").call(outOfRange, bytes(8));
            });

    assertEquals("sort.i64.descending: 2 (expected: whole number in 0..1)", failure.getMessage());
    assertFalse(failure.isRetryable());
  }

  @Test
  void shouldRefuseArgumentsThatCannotBeEncoded() {
    VFunction sort = function("sort.i64");

    assertEquals(
        "sort.i64.up: unknown parameter (expected: descending)",
        failure(CallException.BadArgument.class, sort.call(Map.of("up", 1), bytes(8)))
            .getMessage());
    assertEquals(
        "sort.i64.descending: 2 (expected: whole number in 0..1)",
        assertThrows(CallException.BadArgument.class, () -> sort.arguments(Map.of("descending", 2)))
            .getMessage());
    assertEquals(
        "aes256gcm.seal.key: nothing (expected: 32 bytes)",
        failure(CallException.BadArgument.class, function("aes256gcm.seal").call(bytes(8)))
            .getMessage());
  }

  @Test
  void shouldRefuseArgumentsOfAnotherFunction() {
    Arguments others = function("sort.i64").arguments(Map.of());

    var failure = failure(CallException.BadArgument.class, function("echo").call(others, bytes(8)));

    assertEquals("echo: arguments of sort.i64@1 (expected: of echo@1)", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAnInputOfAnotherSize(boolean local) {
    var failure =
        refusal(
            CallException.BadInputSize.class,
            local,
            session -> session.function("sort.i64").call(bytes(7)));

    assertEquals(
        "sort.i64.input: 7 bytes (expected: 0..4294967295 bytes, multiple of 8)",
        failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAnOutputThatIsTooSmall(boolean local) {
    var failure =
        refusal(
            CallException.OutputTooSmall.class,
            local,
            session -> session.function("sha256").withOutputCapacity(31).call(bytes(8)));

    assertEquals(32, failure.neededBytes());
    assertEquals("sha256.output: 31 bytes (expected: at least 32)", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseMisalignedSlices(boolean local) {
    refusal(
        CallException.Misaligned.class,
        local,
        session -> {
          VFunction sort = session.function("sort.i64");
          Slice block = session.allocate(256);
          return sort.call(sort.arguments(Map.of()), block.slice(4, 8), block.slice(64, 8))
              .onComplete(_ -> block.close());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseSlicesThatOverlap(boolean local) {
    refusal(
        CallException.BadSlice.class,
        local,
        session -> {
          VFunction echo = session.function("echo");
          Slice block = session.allocate(256);
          return echo.call(echo.arguments(Map.of()), block.slice(0, 65), block.slice(64, 65))
              .onComplete(_ -> block.close());
        });
  }

  @Test
  void shouldRefuseDataThatTheFunctionCannotRead() {
    var failure =
        failure(
            CallException.BadData.class,
            function("inflate").call(Buffer.buffer("this is no deflate stream")));

    assertEquals("inflate: the function refuses the input data", failure.getMessage());
  }

  @Test
  void shouldSayThatTheHostKnowsNoSuchFunction() {
    FunctionSpec spec =
        new FunctionSpec(
            "gone", 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.range(0, 1000));
    VFunction gone = new VFunction(session(), new Catalogue.Function(1_000_000, spec));

    var failure = failure(CallException.UnknownFunction.class, gone.call(bytes(1)));

    assertEquals("gone: the host knows no function with id 1000000", failure.getMessage());
  }

  @Test
  void shouldSayWhichFieldOfAnEntryTheHostRefuses() {
    Catalogue.Function echo = new Catalogue.Function(function("echo").id(), oneArgument());
    VFunction withArgument = new VFunction(session(), echo);

    var failure =
        failure(CallException.BadEntry.class, withArgument.call(Map.of("x", 255), bytes(1)));

    assertEquals(
        "echo: submission entry, offset 44: not zero (expected: zero)", failure.getMessage());
  }

  /** As the host's, but with an argument where the host wants zeros. */
  private static FunctionSpec oneArgument() {
    return new FunctionSpec(
        "echo",
        1,
        "",
        true,
        1,
        List.of(Parameter.u32("x", 0, 255)),
        SizeRule.any(),
        SizeRule.range(0, 1000));
  }

  @Test
  void shouldRefuseWhatTheArenaCannotHold() {
    long all = session().arenaBytes();

    var never = assertThrows(CallException.ArenaFull.class, () -> session().allocate(all + 1));
    var now = failure(CallException.ArenaFull.class, fullArena(all));

    assertFalse(never.isRetryable());
    assertTrue(now.isRetryable());
  }

  private Future<Result> fullArena(long all) {
    try (Slice _ = session().allocate(all)) {
      return function("echo").call(bytes(1));
    }
  }

  @Test
  void shouldFailCallsWhenItsArgumentsFindNoRoom() {
    VFunction seal = function("aes256gcm.seal");
    Arguments arguments = seal.arguments(Map.of("key", new byte[32], "nonce", new byte[12]));
    try (Slice all = session().allocate(session().arenaBytes())) {
      Slice input = all.slice(0, 10);
      Slice output = all.slice(64, 26);

      failure(CallException.ArenaFull.class, seal.call(arguments, input, output));

      assertFalse(input.isLent());
      assertFalse(output.isLent());
    }
    assertEquals(0, session().inFlight());
  }
}
