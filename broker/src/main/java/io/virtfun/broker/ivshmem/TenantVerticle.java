package io.virtfun.broker.ivshmem;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.virtfun.broker.config.TenantSettings;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.CatalogueCodec;
import io.virtfun.shm.HostRegion;
import io.virtfun.shm.Refusal;
import io.virtfun.shm.RegionGeometry;
import io.virtfun.shm.RegionState;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.doorbell.Doorbells;
import io.virtfun.verticles.doorbell.Peer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves one tenant's socket: gives each connection a region of its own, and takes everything back
 * when the connection ends.
 *
 * <p>Who may attach is decided by the kernel's word on the peer's user, never by what the peer
 * says.
 *
 * <p><b>Thread:</b> the verticle's event loop, where not said otherwise.
 */
public final class TenantVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger(TenantVerticle.class.getName());

  private final Tenant tenant;
  private final TenantSocket place;
  private final RegionGeometry geometry;
  private final Doorbells doorbells;
  private final Offer offer;
  private final PeerIds ids = new PeerIds();
  private final Set<Attachment> attachments = new HashSet<>();
  private final ThrottledLog log = new ThrottledLog(LOG);
  private final Resets resets = new Resets(new Serving());
  private @Nullable Admission admission;
  private volatile TenantSettings settings;
  private boolean draining;
  private boolean stopped;

  /**
   * A server that listens once deployed.
   *
   * <p><b>Errors:</b> {@link IllegalArgumentException} when the region cannot hold lanes, catalogue
   * and an arena.
   */
  public TenantVerticle(
      TenantSettings settings, Path path, Catalogue catalogue, Doorbells doorbells) {
    this.settings = settings;
    this.tenant = new Tenant(settings.name(), settings.limits(), System.nanoTime());
    this.place = new TenantSocket(path);
    this.offer = new Offer(catalogue, doorbells, log);
    this.doorbells = doorbells;
    this.geometry =
        new RegionGeometry(
            settings.regionSize().bytes(),
            settings.lanes(),
            settings.queueCapacity(),
            CatalogueCodec.sizeBytes(catalogue));
  }

  /** What guests attach to. */
  public String address() {
    return "unix:" + place.path();
  }

  /** The tenant. */
  public Tenant tenant() {
    return tenant;
  }

  /** The settings of now. <b>Thread:</b> any. */
  public TenantSettings settings() {
    return settings;
  }

  /** How many guests are attached. <b>Thread:</b> any. */
  public int guests() {
    return ids.inUse();
  }

  /** Takes over other users and limits; attached guests stay. <b>Thread:</b> any. */
  public void apply(TenantSettings next) {
    settings = next;
    tenant.limits(next.limits(), System.nanoTime());
  }

  /**
   * Tells guests what they can call from now on: those that are attached, and those that come.
   * <b>Thread:</b> any, once deployed.
   *
   * @param next lists all that the one before lists, with its capacity
   */
  public void catalogue(Catalogue next) {
    context.runOnContext(
        _ -> {
          offer.change(next);
          attachments.forEach(attachment -> offer.tell(vertx, attachment));
        });
  }

  @Override
  public Future<?> start() {
    var _ = vertx.setPeriodic(HostRegion.HEARTBEAT.toMillis(), _ -> each(HostRegion::beat));
    return vertx
        .executeBlocking(() -> Admission.here(this::settings))
        .onSuccess(door -> admission = door)
        .compose(_ -> place.listen(vertx, this::connected, settings.socketMode().permissions()));
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    each(region -> region.publish(servingState()));
    List<Future<Void>> ends = attachments.stream().map(Attachment::ended).toList();
    return place.close(vertx).eventually(() -> Future.join(ends));
  }

  /** Ends when it stops and no guest is attached; devices may have calls. <b>Thread:</b> any. */
  public Future<Void> detached() {
    return place.closed();
  }

  /** Takes no new guests and tells the attached ones. <b>Thread:</b> any. */
  public void drain() {
    context.runOnContext(
        _ -> {
          draining = true;
          each(region -> region.publish(servingState()));
        });
  }

  private void each(Consumer<HostRegion> action) {
    for (Attachment attachment : attachments) {
      HostRegion region = attachment.servedRegion();
      if (region != null) {
        action.accept(region);
      }
    }
  }

  private RegionState servingState() {
    if (stopped) {
      return RegionState.STOPPED;
    }
    return draining ? RegionState.DRAINING : RegionState.READY;
  }

  private void connected(NetSocket socket) {
    EpollDomainSocketChannel channel =
        (EpollDomainSocketChannel) ((NetSocketInternal) socket).channelHandlerContext().channel();
    Admission door = Objects.requireNonNull(admission);
    Refusal refusal = draining ? Refusal.DRAINING : door.refusal(channel);
    boolean fits = refusal == null && settings.admitsGuest(ids.inUse());
    OptionalInt id = fits ? ids.take() : OptionalInt.empty();
    if (id.isEmpty()) {
      door.refuse(channel, refusal == null ? Refusal.TENANT_FULL : refusal);
      socket.close();
      return;
    }
    Attachment attachment = new Attachment(socket, id.getAsInt());
    attachments.add(attachment);
    socket.exceptionHandler(_ -> socket.close());
    socket.handler(_ -> socket.close());
    socket.closeHandler(_ -> disconnected(attachment));
    attach(attachment, channel);
  }

  private void attach(Attachment attachment, EpollDomainSocketChannel channel) {
    offer
        .give(vertx, attachment, tenant, geometry)
        .compose(peer -> serve(attachment, peer.peer()).map(peer))
        .compose(peer -> introduce(attachment, peer, channel))
        .onFailure(e -> failed(attachment, e));
  }

  private Future<Void> serve(Attachment attachment, Peer peer) {
    return doorbells.attach(peer, () -> resets.requested(attachment));
  }

  private final class Serving implements Resets.Serving {
    @Override
    public Context context() {
      return context;
    }

    @Override
    public Future<Void> stop(Peer peer) {
      return doorbells.detach(peer);
    }

    @Override
    public Future<Void> serve(Attachment attachment, Peer peer) {
      return TenantVerticle.this.serve(attachment, peer);
    }

    @Override
    public RegionState state() {
      return servingState();
    }

    @Override
    public void release(Attachment attachment) {
      TenantVerticle.this.release(attachment);
    }

    @Override
    public void failed(Attachment attachment, Throwable e) {
      TenantVerticle.this.failed(attachment, e);
    }
  }

  private void failed(Attachment attachment, Throwable e) {
    log.warn(
        () ->
            "%s-%d: cannot attach: %s".formatted(settings.name(), attachment.id(), e.getMessage()));
    attachment.settled();
    if (attachment.isConnected()) {
      attachment.socket().close();
    } else {
      release(attachment);
    }
  }

  /** Tells the guest of its region, unless it has gone meanwhile. */
  private Future<Void> introduce(
      Attachment attachment, NewPeer peer, EpollDomainSocketChannel channel) {
    if (!attachment.isConnected()) {
      release(attachment);
      return Future.succeededFuture();
    }
    attachment.settled();
    peer.peer().region().publish(servingState());
    try {
      peer.sendTo(channel.fd().intValue());
    } catch (LinuxException e) {
      return Future.failedFuture(e);
    } finally {
      peer.regionFile().close();
    }
    log.info(() -> "%s: attached, %d guests".formatted(peer.peer().name(), ids.inUse()));
    return Future.succeededFuture();
  }

  private void disconnected(Attachment attachment) {
    attachment.disconnected();
    if (attachment.isSettled()) {
      release(attachment);
    }
    // Otherwise whoever is still attaching it releases it.
  }

  private void release(Attachment attachment) {
    NewPeer peer = attachment.peer();
    Future<Void> free =
        peer == null
            ? Future.succeededFuture()
            : doorbells
                .detach(peer.peer())
                .compose(
                    _ ->
                        vertx.executeBlocking(
                            () -> {
                              peer.close();
                              return null;
                            },
                            false));
    free.onComplete(
        result -> {
          ids.free(attachment.id());
          attachments.remove(attachment);
          attachment.end();
          String name = settings.name() + "-" + attachment.id();
          if (result.failed()) {
            log.warn(() -> name + ": cannot free: " + result.cause().getMessage());
          } else {
            log.info(() -> "%s: detached, %d guests".formatted(name, ids.inUse()));
          }
        });
  }
}
