package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.Arguments;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls where the bytes lie: slices are lent, filled, and given back. */
public abstract class SliceContract extends GuestContract {
  private Arguments none() {
    return function("echo").arguments(Map.of());
  }

  @Test
  void shouldLeaveTheResultInTheOutputSlice() {
    Buffer data = bytes(100_000);
    try (Slice input = session().allocate(100_000);
        Slice output = session().allocate(200_000)) {
      input.write(data);

      Result result = function("echo").call(none(), input, output).await();

      assertEquals(100_000, result.outputBytes());
      assertEquals(100_000, result.slice().byteSize());
      assertEquals(data, result.slice().read());
      assertEquals(data, result.output());
      assertEquals(data, output.read(0, 100_000));
    }
  }

  @Test
  void shouldLendPartsOfSlices() {
    try (Slice block = session().allocate(4096)) {
      Slice input = block.slice(64, 5).write(Buffer.buffer("hello"));
      Slice output = block.slice(1024, 5);

      function("echo").call(none(), input, output).await();

      assertEquals("hello", block.read(1024, 5).toString());
    }
  }

  @Test
  void shouldWorkOnTheMemoryItself() {
    VFunction sort = function("sort.i64");
    try (Slice input = session().allocate(24);
        Slice output = session().allocate(24)) {
      for (int i = 0; i < 3; i++) {
        input.segment().setAtIndex(ValueLayout.JAVA_LONG, i, 30L - i);
      }

      sort.call(sort.arguments(Map.of()), input, output).await();

      assertEquals(28, output.segment().getAtIndex(ValueLayout.JAVA_LONG, 0));
      assertEquals(30, output.segment().getAtIndex(ValueLayout.JAVA_LONG, 2));
    }
  }

  @Test
  void shouldHoldLentSlicesUntilTheCallEnds() {
    try (Slice input = session().allocate(8);
        Slice output = session().allocate(8)) {
      Promise<Result> ended = Promise.promise();
      session()
          .lanes()
          .all()
          .getFirst()
          .context()
          .runOnContext(_ -> lendAndTouch(input, output).onComplete(ended));

      ended.future().await();

      assertFalse(input.isLent());
      assertFalse(output.isLent());
      assertEquals(8, input.segment().byteSize());
    }
  }

  /** On the lane's own event loop, so that the call cannot end before this returns. */
  private Future<Result> lendAndTouch(Slice input, Slice output) {
    Future<Result> first = function("echo").call(none(), input, output);
    assertThrows(IllegalStateException.class, input::segment);
    assertThrows(IllegalStateException.class, output::read);
    assertThrows(IllegalStateException.class, output::close);
    Future<Result> second = function("echo").call(none(), input, output.slice(0, 8));
    return second.transform(
        ended ->
            ended.cause() instanceof IllegalStateException
                ? first
                : Future.failedFuture("lent twice: " + ended));
  }

  @Test
  void shouldGiveSlicesBackWhenTheCallFails() {
    try (Slice input = session().allocate(8);
        Slice output = session().allocate(4)) {
      failure(CallException.OutputTooSmall.class, function("echo").call(none(), input, output));
      failure(
          CallException.BadData.class,
          function("inflate")
              .call(function("inflate").arguments(Map.of()), input.write(bytes(8)), output));

      assertFalse(input.isLent());
      assertFalse(output.isLent());
    }
  }

  @Test
  void shouldRefuseSlicesOfAnotherSession() {
    Session other = uncheckedSession();
    try (Slice input = other.allocate(8);
        Slice output = session().allocate(8)) {
      var failure =
          failure(CallException.BadSlice.class, function("echo").call(none(), input, output));

      assertEquals("echo.input: slice of another session", failure.getMessage());
    }
    other.close().await();
  }

  @Test
  void shouldCallOnSlicesOfNoBytes() {
    try (Slice input = session().allocate(0);
        Slice output = session().allocate(0)) {
      assertEquals(0, function("echo").call(none(), input, output).await().outputBytes());
    }
  }

  @Test
  void shouldFailCallsOnFreedSlices() {
    Slice input = session().allocate(8);
    Slice output = session().allocate(8);
    input.close();

    failure(IllegalStateException.class, function("echo").call(none(), input, output));

    assertFalse(output.isLent());
    output.close();
  }
}
