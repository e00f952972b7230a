package io.virtfun.guest.rx;

import io.reactivex.rxjava3.core.Completable;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import java.util.List;

/**
 * A {@link Session} whose asynchronous operations are RxJava 3 types.
 *
 * <p><b>Thread:</b> any; immutable.
 */
public final class RxSession {
  private final Session session;

  private RxSession(Session session) {
    this.session = session;
  }

  /** The RxJava 3 face of a session. */
  public static RxSession of(Session session) {
    return new RxSession(session);
  }

  /** The session itself. */
  public Session delegate() {
    return session;
  }

  /** As {@link Session#functions()}. */
  public List<RxVFunction> functions() {
    return session.functions().stream().map(RxVFunction::of).toList();
  }

  /** As {@link Session#function(String)}. */
  public RxVFunction function(String name) {
    return RxVFunction.of(session.function(name));
  }

  /** As {@link Session#allocate(long)}. */
  public Slice allocate(long bytes) {
    return session.allocate(bytes);
  }

  /** As {@link Session#whenRoom(long)}. */
  public Completable rxWhenRoom(long arenaBytes) {
    return Rx.completable(() -> session.whenRoom(arenaBytes));
  }

  /** As {@link Session#closed()}. */
  public Completable rxClosed() {
    return Rx.completable(session::closed);
  }

  /** As {@link Session#close()}, on subscription. */
  public Completable rxClose() {
    return Rx.completable(session::close);
  }
}
