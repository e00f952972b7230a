package io.virtfun.guest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits until the session has room for it, one of a bounded number.
 *
 * <p><b>Thread:</b> any.
 */
final class WaitingCall extends OngoingCall {
  private final Session session;
  private final Supplier<Call> maker;
  private final LongSupplier arenaBytes;
  private final Promise<Result> promise;
  private final String name;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile @Nullable Call call;

  private enum State {
    WAITING,
    /** Whoever makes the call decides next. */
    MAKING,
    /** As before, and it is to be cancelled. */
    MAKING_IN_VAIN,
    MADE,
    ENDED
  }

  /**
   * A call that {@link #begin() begins} later.
   *
   * @param maker makes the call or throws
   * @param arenaBytes the room that it takes
   */
  WaitingCall(VFunction function, Supplier<Call> maker, LongSupplier arenaBytes) {
    this.session = function.session();
    this.maker = maker;
    this.arenaBytes = arenaBytes;
    this.name = function.spec().name();
    this.promise = session.callers().promise();
  }

  /** Makes the call, or waits. */
  void begin() {
    if (!state.compareAndSet(State.WAITING, State.MAKING)) {
      return;
    }
    try {
      Call made = maker.get();
      call = made;
      made.future().onComplete(promise::handle);
      if (!state.compareAndSet(State.MAKING, State.MADE)) {
        made.cancel();
      }
    } catch (CallException | IllegalStateException e) {
      if (isFull(e)) {
        awaitRoom();
      } else {
        end(e);
      }
    }
  }

  private static boolean isFull(RuntimeException e) {
    return e instanceof CallException.LaneFull
        || (e instanceof CallException.ArenaFull full && full.isRetryable());
  }

  private void awaitRoom() {
    if (state.compareAndSet(State.MAKING, State.WAITING)) {
      session
          .whenRoom(arenaBytes.getAsLong())
          .onSuccess(_ -> begin())
          .onFailure(e -> end(e instanceof RuntimeException ended ? ended : cancelled()));
    } else {
      end(cancelled());
    }
  }

  private void end(RuntimeException why) {
    if (state.getAndSet(State.ENDED) != State.ENDED) {
      CallException ended = session.endedFailure(name);
      promise.tryFail(ended == null ? why : ended);
    }
  }

  private CallException cancelled() {
    return new CallException.Cancelled(name + ": cancelled");
  }

  @Override
  public Future<Result> result() {
    return promise.future();
  }

  @Override
  public void cancel() {
    State seen = state.get();
    while (seen == State.WAITING || seen == State.MAKING) {
      State next = seen == State.WAITING ? State.ENDED : State.MAKING_IN_VAIN;
      if (state.compareAndSet(seen, next)) {
        break;
      }
      seen = state.get();
    }
    Call made = call;
    if (seen == State.WAITING) {
      promise.tryFail(cancelled());
    } else if (seen == State.MADE && made != null) {
      made.cancel();
    }
  }

  @Override
  public OptionalLong correlationId() {
    Call made = call;
    return made == null ? OptionalLong.empty() : made.submittedAs();
  }
}
