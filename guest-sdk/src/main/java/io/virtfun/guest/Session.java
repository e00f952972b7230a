package io.virtfun.guest;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
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
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Transport transport;
  private final boolean localChecks;
  private final Lanes lanes;
  private final PayloadArena arena;
  private final FunctionTable functions;
  private final DeviceTable devices;
  private final RoomWaiters waiters;
  private final RoomWaiters.Room room = new Room();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final Promise<Void> closed = Promise.promise();
  private final Promise<Void> released = Promise.promise();
  private final AtomicBoolean releasing = new AtomicBoolean();
  private final Closeable closeHook = this::closeNow;

  private Session(ContextInternal context, Transport transport, ConnectOptions options) {
    this.vertx = context.owner();
    this.context = context;
    this.transport = transport;
    this.waiters = new RoomWaiters(context.nettyEventLoop());
    this.localChecks = options.localChecks();
    GuestRegion region = transport.region();
    ArenaAllocator allocator = new ArenaAllocator(region.arenaOffset(), region.arenaBytes());
    this.arena = new PayloadArena(region.memory(), allocator, this::roomChanged);
    this.lanes = new Lanes(context, transport, options, this::roomChanged);
    this.functions = new FunctionTable(this, region.catalogue());
    this.devices = new DeviceTable(region);
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

  /** The functions, in the order of the catalogue. */
  public List<VFunction> functions() {
    return functions.all();
  }

  /**
   * The newest version of a function by its name, or the one named as {@code name@version}.
   *
   * <p><b>Errors:</b> {@link CallException.UnknownFunction} names the nearest there is.
   */
  public VFunction function(String name) {
    return functions.find(name);
  }

  /** Names of the devices, as in receipts and for {@link VFunction#withDevice}. */
  public List<String> devices() {
    return devices.names();
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
      return failed(e);
    }
    return onCallerContext(waiters.add(arenaBytes, room));
  }

  /**
   * Completes when the session takes no more calls: it was closed, or the broker is gone. What was
   * in flight has failed by then.
   */
  public Future<Void> closed() {
    return onCallerContext(closed.future());
  }

  /**
   * Fails what is in flight with {@link CallException.SessionClosed}, unmaps the region and closes
   * all descriptors. Idempotent; completes when everything is given back.
   */
  public Future<Void> close() {
    return onCallerContext(release());
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
    return devices.name(number);
  }

  int deviceNumber(String name) {
    return devices.number(name);
  }

  /** The context the caller is on, if any. */
  @Nullable ContextInternal callerContext() {
    return vertx.getContext();
  }

  /** A promise that completes on the caller's context, or where it is on none on the session's. */
  <T> Promise<T> callerPromise() {
    ContextInternal caller = callerContext();
    return (caller == null ? context : caller).promise();
  }

  <T> Future<T> failed(RuntimeException cause) {
    ContextInternal caller = callerContext();
    return caller == null ? Future.failedFuture(cause) : caller.failedFuture(cause);
  }

  private Future<Void> onCallerContext(Future<Void> future) {
    ContextInternal caller = callerContext();
    if (caller == null) {
      // In a task of its own: a handler's exception is not to surface in whoever completes this.
      Promise<Void> promise = Promise.promise();
      future.onComplete(
          result -> Loops.queue(context.nettyEventLoop(), () -> promise.handle(result)));
      return promise.future();
    }
    PromiseInternal<Void> promise = caller.promise();
    future.onComplete(promise);
    return promise.future();
  }
}
