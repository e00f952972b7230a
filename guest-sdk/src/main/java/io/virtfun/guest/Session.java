package io.virtfun.guest;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.GuestRegion;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An attached guest: the functions it can call and the memory it shares with the host.
 *
 * <p>It lasts until {@link #close()}, until the verticle that connected is undeployed or Vert.x
 * closed, or until the broker is gone. When the broker is gone what is in flight fails and so does
 * every later call; the region stays mapped until {@link #close()}, so that results which came can
 * still be read.
 *
 * <p><b>Thread:</b> any. <b>Ownership:</b> whoever connected closes it.
 */
public final class Session {
  private final Callers callers;
  private final ContextInternal context;
  private final Transport transport;
  private final boolean localChecks;
  private final Lanes lanes;
  private final PayloadArena arena;
  private final Offers offers;
  private final RoomWaiters waiters;
  private final RoomWaiters.Room room = new Room();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final Promise<Void> closed = Promise.promise();
  private final Promise<Void> released = Promise.promise();
  private final AtomicBoolean releasing = new AtomicBoolean();
  private final Closeable closeHook = this::closeNow;

  private Session(ContextInternal context, Transport transport, ConnectOptions options) {
    this.callers = new Callers(context);
    this.context = context;
    this.transport = transport;
    this.waiters = new RoomWaiters(context.nettyEventLoop());
    this.localChecks = options.localChecks();
    GuestRegion region = transport.region();
    ArenaAllocator allocator = new ArenaAllocator(region.arenaOffset(), region.arenaBytes());
    this.arena = new PayloadArena(region.memory(), allocator, this::roomChanged);
    this.lanes = new Lanes(context, transport, options, new Events());
    this.offers = new Offers(this, region);
  }

  /** Starts the lanes of an attached transport. <b>Ownership:</b> takes it, failing or not. */
  static Future<Session> open(
      ContextInternal context, Transport transport, ConnectOptions options) {
    Session session = new Session(context, transport, options);
    context.addCloseHook(session.closeHook);
    transport.gone().onComplete(_ -> session.end(Ending.BROKER_GONE));
    return Future.join(session.lanes.all().stream().map(Lane::open).toList())
        .map(session)
        .recover(
            e -> {
              AttachException failure =
                  session.ending.get() == Ending.BROKER_GONE
                      ? new AttachException.Rejected(options.address(), e)
                      : new AttachException.SystemFailed(options.address(), e);
              return session.release().transform(_ -> Future.failedFuture(failure));
            });
  }

  /** The functions that there are now, in the order of the catalogue. */
  public List<VFunction> functions() {
    return offers.now().functions().all();
  }

  /**
   * The newest version of a function by its name, or the one named as {@code name@version}.
   *
   * <p><b>Errors:</b> {@link CallException.UnknownFunction} names the nearest there is.
   */
  public VFunction function(String name) {
    return offers.now().functions().find(name);
  }

  /** Names of the devices that there are now, as in receipts. */
  public List<String> devices() {
    return offers.now().devices().names();
  }

  /** Grows when the host adds or withdraws functions or devices. */
  public long catalogueGeneration() {
    return offers.now().generation();
  }

  /**
   * Sets what is told, on the session's context, that the {@link #catalogueGeneration} has grown to
   * so much; several changes may be told as one. Null: nothing is. A machine without interrupts
   * looks for changes twice a second. A host of a wire version before 1.4 changes nothing.
   */
  public Session catalogueHandler(@Nullable Handler<Long> handler) {
    offers.handler(handler);
    return this;
  }

  /**
   * A slice of the arena, aligned to 64 bytes; its bytes are what was left there.
   *
   * <p><b>Ownership:</b> the caller closes it. <b>Errors:</b> {@link CallException.ArenaFull}.
   */
  public Slice allocate(long bytes) {
    return allocate(bytes, ArenaAllocator.GRANULE_BYTES);
  }

  /**
   * A slice for a function that needs more than 64 bytes of {@link
   * io.virtfun.functions.FunctionSpec#alignmentBytes()}.
   *
   * <p><b>Ownership:</b> the caller closes it. <b>Errors:</b> {@link CallException.ArenaFull}.
   *
   * @param alignmentBytes a power of two up to 4096
   */
  public Slice allocate(long bytes, int alignmentBytes) {
    requireOpen("allocate");
    return arena.allocate(bytes, alignmentBytes);
  }

  /**
   * Cancels the call that {@link OngoingCall#correlationId()} names, as {@link
   * OngoingCall#cancel()} does. An id that names no call in flight is ignored.
   */
  public void cancel(long correlationId) {
    lanes.cancel(correlationId);
  }

  /** Calls in flight. */
  public int inFlight() {
    return lanes.inFlight();
  }

  /** Most calls in flight; further ones fail with {@link CallException.LaneFull}. */
  public int capacity() {
    return lanes.capacity();
  }

  /** Size of the payload arena. */
  public long arenaBytes() {
    return arena.capacityBytes();
  }

  /** Bytes of the payload arena that are not allocated. */
  public long freeArenaBytes() {
    return arena.freeBytes();
  }

  /** Completions that matched no call in flight; the host should never send one. */
  public long strayCompletions() {
    return lanes.strayCompletions();
  }

  /**
   * Completes as soon as one more call can be made that takes so many bytes of the arena, as {@link
   * VFunction#arenaBytes} tells. It reserves nothing: who comes too late waits again.
   *
   * <p><b>Errors:</b> {@link CallException.ArenaFull} where the arena is smaller, {@link
   * CallException.LaneFull} with too many waiters, and why the session ended.
   */
  public Future<Void> whenRoom(long arenaBytes) {
    try {
      requireOpen("room");
      arena.requireEverFits(arenaBytes);
    } catch (CallException e) {
      return callers.failed(e);
    }
    return callers.await(waiters.add(arenaBytes, room));
  }

  /**
   * Completes when the session takes no more calls: it was closed, or the broker is gone. What was
   * in flight has failed by then.
   */
  public Future<Void> closed() {
    return callers.await(closed.future());
  }

  /**
   * Fails what is in flight with {@link CallException.SessionClosed}, unmaps the region and closes
   * all descriptors. Idempotent; completes when everything is given back.
   */
  public Future<Void> close() {
    return callers.await(release());
  }

  private void closeNow(Completable<Void> completion) {
    release().onComplete(completion);
  }

  private Future<Void> release() {
    if (releasing.compareAndSet(false, true)) {
      context.removeCloseHook(closeHook);
      end(Ending.CLOSED).compose(_ -> transport.unmap()).onComplete(released);
    }
    return released.future();
  }

  /** Ends the lanes, then the descriptors. The first reason stays. */
  private Future<Void> end(Ending why) {
    ending.compareAndSet(null, why);
    return Future.join(lanes.all().stream().map(lane -> lane.end(why)).toList())
        .compose(_ -> transport.disconnect())
        .onComplete(
            _ -> {
              roomChanged();
              closed.tryComplete();
            });
  }

  private void roomChanged() {
    waiters.changed(room);
  }

  private final class Events implements LaneEvents {
    @Override
    public void roomChanged() {
      Session.this.roomChanged();
    }

    @Override
    public void rung() {
      offers.look(context);
    }
  }

  private final class Room implements RoomWaiters.Room {
    @Override
    public int places() {
      return lanes.places();
    }

    @Override
    public boolean fits(long arenaBytes) {
      return arenaBytes == 0 || arena.hasRoom(arenaBytes);
    }

    @Override
    public @Nullable CallException ended() {
      Ending reason = ending.get() == null ? lanes.ending() : ending.get();
      return reason == null ? null : reason.failure("room");
    }
  }

  void requireOpen(String what) {
    CallException failure = endedFailure(what);
    if (failure != null) {
      throw failure;
    }
  }

  boolean hasEnded() {
    return ending.get() != null;
  }

  /** Why nothing can be called any more; null while it can. */
  @Nullable CallException endedFailure(String what) {
    Ending reason = ending.get();
    return reason == null ? null : reason.failure(what);
  }

  boolean localChecks() {
    return localChecks;
  }

  Lanes lanes() {
    return lanes;
  }

  PayloadArena arena() {
    return arena;
  }

  GuestRegion region() {
    return transport.region();
  }

  String deviceName(int number) {
    return offers.latest().devices().name(number);
  }

  int deviceNumber(String name) {
    return offers.now().devices().number(name);
  }

  /** Where futures complete. */
  Callers callers() {
    return callers;
  }
}
