package io.virtfun.guest;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.shm.Catalogue;
import io.virtfun.shm.GuestRegion;
import io.virtfun.shm.RegionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the host offers, as it stands: read again once the catalogue's generation has grown.
 *
 * <p><b>Thread:</b> any.
 */
final class Offers {
  private final Session session;
  private final GuestRegion region;
  private final AtomicLong told;
  private volatile Offer latest;
  private volatile @Nullable Handler<Long> handler;

  /** The functions and devices of one generation, or of a later one. */
  record Offer(long generation, FunctionTable functions, DeviceTable devices) {}

  /** <b>Errors:</b> {@link IllegalStateException} where the region was corrupted once opened. */
  Offers(Session session, GuestRegion region) {
    this.session = session;
    this.region = region;
    try {
      this.latest = read();
    } catch (RegionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    this.told = new AtomicLong(latest.generation);
  }

  private Offer read() throws RegionException {
    long generation = region.catalogueGeneration();
    Catalogue catalogue = region.catalogue();
    return new Offer(
        generation,
        new FunctionTable(session, catalogue),
        new DeviceTable(catalogue, region.offersDevices()));
  }

  /** What there is now; what there was where the region has ended or been corrupted. */
  Offer now() {
    Offer known = latest;
    try {
      if (session.hasEnded() || region.catalogueGeneration() == known.generation) {
        return known;
      }
      Offer read = read();
      latest = read;
      return read;
    } catch (IllegalStateException | RegionException _) {
      // Unmapped meanwhile, or this guest's own program has written over it.
      return known;
    }
  }

  /** What was read last. */
  Offer latest() {
    return latest;
  }

  /** Sets what is told that the generation has grown; null: nothing is. */
  void handler(@Nullable Handler<Long> next) {
    handler = next;
  }

  /** The host may have changed something. */
  void look(ContextInternal context) {
    long generation = now().generation;
    Handler<Long> current = handler;
    if (told.getAndSet(generation) != generation && current != null) {
      context.runOnContext(_ -> current.handle(generation));
    }
  }
}
