package io.virtfun.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on buffers: right answers, of all sizes, on the caller's context, with a receipt. */
public abstract class CallsContract extends GuestContract {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 4096, 100_000, (1 << 20) - 1, 1 << 20, 5_000_001})
  void shouldEchoInputsOfAllSizes(int size) {
    Buffer input = bytes(size);

    Result result = function("echo").call(input).await();

    assertEquals(size, result.outputBytes());
    assertEquals(input, result.output());
  }

  @Test
  void shouldDigestTheStandardsVector() {
    Result result = function("sha256").call(Buffer.buffer("abc")).await();

    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        HexFormat.of().formatHex(result.output().getBytes()));
  }

  @Test
  void shouldGiveNoOutputWhenTheFunctionGivesNone() {
    assertEquals(0, function("noop").call(bytes(10)).await().outputBytes());
  }

  @Test
  void shouldInflateWhatItDeflatedWhenOutputSizesAreOfTheData() {
    Buffer input = Buffer.buffer("to be or not to be, ".repeat(1000));

    Buffer packed = function("deflate").call(Map.of("level", 9), input).await().output();
    Buffer unpacked = function("inflate").call(packed).await().output();

    assertTrue(packed.length() < input.length() / 10, packed.length() + " bytes");
    assertArrayEquals(input.getBytes(), TestFunctions.inflate(packed.getBytes()));
    assertEquals(input, unpacked);
  }

  @Test
  void shouldFailWhenTheOutputExceedsTheCapacityAsked() {
    Buffer packed = function("deflate").call(Buffer.buffer("a".repeat(5000))).await().output();
    VFunction inflate = function("inflate");

    CallException.OutputTooSmall failure =
        failure(CallException.OutputTooSmall.class, inflate.withOutputCapacity(4999).call(packed));

    assertFalse(failure.isRetryable());
    assertEquals(5000, inflate.withOutputCapacity(5000).call(packed).await().outputBytes());
  }

  @Test
  void shouldPassArgumentsInTheEntry() {
    Buffer input = Buffer.buffer().appendLongLE(3).appendLongLE(-1).appendLongLE(2);

    Buffer output = function("sort.i64").call(Map.of("descending", 1), input).await().output();

    assertEquals(Buffer.buffer().appendLongLE(3).appendLongLE(2).appendLongLE(-1), output);
  }

  @Test
  void shouldPassArgumentsInTheArenaWhenTheEntryCannotHoldThem() {
    byte[] key = bytes(32).getBytes();
    byte[] nonce = bytes(12).getBytes();

    Buffer sealed =
        function("aes256gcm.seal")
            .call(Map.of("key", key, "nonce", nonce), Buffer.buffer("secret"))
            .await()
            .output();

    assertArrayEquals(TestFunctions.seal(key, nonce, "secret".getBytes(UTF_8)), sealed.getBytes());
  }

  @Test
  void shouldReadAnyKindOfBuffer() {
    Buffer direct =
        BufferInternal.buffer(Unpooled.directBuffer().writeBytes("direct".getBytes(UTF_8)));
    Buffer composite =
        BufferInternal.buffer(
            Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer("com".getBytes(UTF_8)),
                Unpooled.directBuffer().writeBytes("posite".getBytes(UTF_8))));
    Buffer part = Buffer.buffer("apartz").slice(1, 5);

    assertEquals("direct", function("echo").call(direct).await().output().toString());
    assertEquals("composite", function("echo").call(composite).await().output().toString());
    assertEquals("part", function("echo").call(part).await().output().toString());
  }

  @Test
  void shouldGiveOutputsThatCanGrow() {
    Buffer output = function("echo").call(Buffer.buffer("a")).await().output();

    assertEquals("abc", output.appendString("bc").toString());
  }

  @Test
  void shouldSayWhereTheTimeWent() {
    Receipt receipt = function("sha256").call(bytes(1000)).await().receipt();

    assertFalse(receipt.device().isEmpty());
    assertFalse(receipt.device().startsWith("#"), receipt.device());
    assertTrue(receipt.ran().toNanos() > 0, receipt.toString());
    assertFalse(receipt.queued().isNegative());
    assertTrue(receipt.transport().toNanos() > 0, receipt.toString());
    assertEquals(
        receipt.roundTrip(), receipt.queued().plus(receipt.ran()).plus(receipt.transport()));
  }

  @Test
  void shouldRefuseASliceWhereTheResultIsABuffer() {
    Result result = function("echo").call(bytes(1)).await();

    assertThrows(IllegalStateException.class, result::slice);
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void shouldCompleteOnTheCallersContext(ThreadingModel model) {
    Context context = ((VertxInternal) vertx()).createContext(model);
    Promise<Context> completedOn = Promise.promise();

    context.runOnContext(
        _ ->
            function("echo")
                .call(bytes(2_000_000))
                .onComplete(_ -> completedOn.complete(Vertx.currentContext())));

    assertSame(context, completedOn.future().await());
  }

  @Test
  void shouldCompleteOnSomeContextWhenTheCallerIsOnNone() {
    Promise<Context> completedOn = Promise.promise();

    function("echo").call(bytes(1)).onComplete(_ -> completedOn.complete(Vertx.currentContext()));

    assertTrue(completedOn.future().await().isEventLoopContext());
  }

  @Test
  void shouldListFunctionsAndFindThemByNameAndVersion() {
    VFunction sha256 = function("sha256");

    assertEquals("sha256@1", sha256.spec().qualifiedName());
    assertSame(sha256, function("sha256@1"));
    assertTrue(session().functions().contains(sha256));
  }

  @Test
  void shouldNameTheNearestFunctionWhenThereIsNone() {
    var failure = assertThrows(CallException.UnknownFunction.class, () -> function("sha265"));

    assertEquals("unknown function 'sha265' (nearest: sha256)", failure.getMessage());
  }

  @Test
  void shouldTakeNoCallsOnceClosed() {
    VFunction echo = function("echo");
    Slice slice = session().allocate(64);
    var segment = slice.segment();

    session().close().await();
    session().close().await();

    assertEquals(
        "echo: the session is closed",
        failure(CallException.SessionClosed.class, echo.call(bytes(1))).getMessage());
    assertThrows(CallException.SessionClosed.class, () -> session().allocate(1));
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
    session().closed().await();
  }
}
