package io.virtfun.guest.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import io.vertx.rxjava3.core.Vertx;
import io.virtfun.guest.CallException;
import io.virtfun.guest.ConnectOptions;
import io.virtfun.guest.Result;
import io.virtfun.guest.VirtFun;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The RxJava 3 face against a broker. */
public abstract class RxContract {
  private Vertx vertx;
  private RxSession session;

  /** Where a broker listens that offers the functions of the software device. */
  protected abstract String attach();

  @BeforeEach
  final void connect() {
    vertx = Vertx.newInstance(io.vertx.core.Vertx.vertx(VirtFun.vertxOptions()));
    session = RxVirtFun.rxConnect(vertx, attach()).blockingGet();
  }

  @AfterEach
  final void close() {
    session.rxClose().blockingAwait();
    vertx.close().blockingAwait();
  }

  private static Buffer numbered(int number) {
    return Buffer.buffer().appendInt(number);
  }

  private static int number(Result result) {
    return result.output().getInt(0);
  }

  @Test
  void shouldCallAnewForEachSubscription() {
    Single<Result> call = session.function("echo").rxCall(numbered(7));

    assertEquals(0, session.delegate().inFlight());
    assertEquals(7, number(call.blockingGet()));
    assertEquals(7, number(call.blockingGet()));
  }

  @Test
  void shouldPassArgumentsAndSlices() {
    RxVFunction sort = session.function("sort.i64");
    Buffer input = Buffer.buffer().appendLongLE(1).appendLongLE(2);
    Buffer sorted = Buffer.buffer().appendLongLE(2).appendLongLE(1);
    Map<String, ?> descending = Map.of("descending", 1);

    assertEquals(sorted, sort.rxCall(descending, input).blockingGet().output());
    try (var from = session.allocate(16).write(input);
        var to = session.allocate(16)) {
      assertEquals(
          16, sort.rxCall(sort.arguments(descending), from, to).blockingGet().outputBytes());
      assertEquals(sorted, to.read());
    }
  }

  @Test
  void shouldFailTheSingleWhenTheCallFails() {
    Single<Result> call = session.function("sort.i64").rxCall(Buffer.buffer("odd"));

    assertThrows(CallException.BadInputSize.class, call::blockingGet);
  }

  @Test
  void shouldKeepTheOrderOfTheInputs() {
    List<Integer> numbers =
        session
            .function("echo")
            .rxCallAll(Flowable.range(0, 2_000).map(RxContract::numbered), 32)
            .map(RxContract::number)
            .toList()
            .blockingGet();

    assertEquals(Flowable.range(0, 2_000).toList().blockingGet(), numbers);
  }

  @Test
  void shouldWaitForRoomWhenAskedForMoreThanFits() {
    RxSession narrow =
        RxVirtFun.rxConnect(vertx, ConnectOptions.to(attach()).withMaxInFlightPerLane(1))
            .blockingGet();
    AtomicInteger ahead = new AtomicInteger();
    AtomicInteger furthestAhead = new AtomicInteger();
    Flowable<Buffer> inputs =
        Flowable.range(0, 500)
            .map(RxContract::numbered)
            .doOnNext(_ -> furthestAhead.accumulateAndGet(ahead.incrementAndGet(), Math::max));

    long count =
        narrow
            .function("echo")
            .rxCallAll(inputs, 64)
            .doOnNext(_ -> ahead.decrementAndGet())
            .count()
            .blockingGet();

    assertEquals(500, count);
    assertTrue(furthestAhead.get() <= 65, furthestAhead.get() + " inputs taken ahead");
    assertEquals(0, narrow.delegate().inFlight());
    narrow.rxClose().blockingAwait();
  }
}
