package io.virtfun.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.virtfun.broker.Drivers.Wanted;
import io.virtfun.broker.config.BrokerSettings;
import io.virtfun.broker.config.DeviceSettings;
import io.virtfun.shm.Catalogue;
import io.virtfun.verticles.device.Reference;
import io.virtfun.verticles.doorbell.Doorbells;
import io.virtfun.verticles.routing.Routes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a running broker, which come and go.
 *
 * <p>A change is prepared, when new devices are open and on the bus, and then made or undone. Once
 * it is made new calls go by it, and devices that are no more wanted are closed when the calls that
 * they had have ended.
 *
 * <p><b>Thread:</b> one change at a time; what tells how things are, any.
 */
final class Fleet {
  private static final System.Logger LOG = System.getLogger(Fleet.class.getName());

  private final Vertx vertx;
  private final BrokerSettings settings;
  private final DriverCalls calls;
  private final DeviceNumbers numbers = new DeviceNumbers();
  private final List<Member> leaving = new CopyOnWriteArrayList<>();
  private volatile List<Member> members = List.of();
  private volatile Routes routes = Routes.NONE;
  private volatile Catalogue.@Nullable Capacity capacity;

  Fleet(Vertx vertx, BrokerSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.calls = new DriverCalls(settings.driverTimeoutMillis());
  }

  /** All devices that are wanted, in the operator's order. */
  List<Member> members() {
    return members;
  }

  /** Those that are not wanted any more and have calls left. */
  List<Member> leaving() {
    return List.copyOf(leaving);
  }

  /** Which function runs where. */
  Routes routes() {
    return routes;
  }

  /** What guests can call, and room for what may come. */
  Catalogue catalogue() {
    return routes.catalogue().within(Objects.requireNonNull(capacity, "no first change"));
  }

  /**
   * Opens what is wanted and is not there, and puts it on the bus.
   *
   * <p><b>Errors:</b> {@link BrokerException}; nothing has changed then.
   *
   * @param isStrict as {@link FleetOpening#open} has it
   */
  Future<FleetChange> prepare(List<Wanted> wanted, boolean isStrict) {
    return vertx
        .executeBlocking(
            () ->
                new FleetOpening(members, routes, numbers, capacity, calls).open(wanted, isStrict))
        .compose(change -> deploy(change).map(change).recover(e -> undo(change, e)));
  }

  private Future<?> deploy(FleetChange change) {
    return Future.join(change.added().stream().map(this::deploy).toList());
  }

  private Future<?> deploy(Member member) {
    OpenDevice open = Objects.requireNonNull(member.open());
    return open.serve(
        vertx,
        member.settings().terms(() -> reference(member.settings()), open.route().standing()),
        settings.polling());
  }

  /** The device on which calls of another one are run too, as it is now; null: none. */
  private @Nullable Reference reference(DeviceSettings of) {
    return members.stream()
        .filter(member -> member.isReferenceOf(of))
        .map(Member::open)
        .filter(Objects::nonNull)
        .map(OpenDevice::reference)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Future<FleetChange> undo(FleetChange change, Throwable why) {
    return undo(change).transform(_ -> Future.failedFuture(why));
  }

  /** Closes again what a change that was prepared has opened. */
  Future<Void> undo(FleetChange change) {
    List<Future<Void>> closed = change.added().stream().map(this::close).toList();
    // Each says for itself that it is not closed; whoever undoes a change has a reason of his own.
    Future<?> time = vertx.timer(settings.driverTimeoutMillis());
    return Future.any(Future.join(closed), time).transform(_ -> Future.succeededFuture());
  }

  /** Makes the first change, before there are guests. */
  void begin(FleetChange change) {
    Catalogue first = change.routes().catalogue();
    capacity =
        new Catalogue.Capacity(
            first.functions().size() + settings.catalogueRoom(),
            first.devices().size() + settings.catalogueRoom());
    adopt(change);
  }

  private void adopt(FleetChange change) {
    change.added().forEach(member -> say(member, Objects.requireNonNull(member.open()).toString()));
    change
        .removed()
        .forEach(member -> say(member, change.replaces(member) ? "replaced" : "withdrawn"));
    routes = change.routes();
    members = change.after();
  }

  /** Makes a change; ends when all new calls go by it. */
  Future<Void> make(FleetChange change, Doorbells doorbells) {
    adopt(change);
    change.removed().forEach(leaving::add);
    return doorbells
        .adopt(change.routes())
        .onSuccess(_ -> change.removed().forEach(member -> leave(member, doorbells)));
  }

  /** Closes a device once it has no call left, or it has had its time. */
  private void leave(Member member, Doorbells doorbells) {
    Future<Void> time = vertx.timer(Math.max(1, settings.drainTimeoutMillis())).mapEmpty();
    int number = Objects.requireNonNull(member.open()).route().number();
    Future<Void> left = doorbells.left(number, () -> !time.isComplete());
    Future.any(left, time)
        .compose(
            _ -> {
              if (!left.succeeded()) {
                say(member, "still has calls after drain-timeout-millis; closed without them");
              }
              return Objects.requireNonNull(member.open())
                  .close(vertx)
                  .eventually(() -> giveBack(number, doorbells));
            })
        .onComplete(
            result -> {
              leaving.remove(member);
              say(member, result.succeeded() ? "closed" : "not closed, " + result.cause());
            });
  }

  private static void say(Member member, String what) {
    LOG.log(System.Logger.Level.INFO, member.name() + ": " + what);
  }

  /**
   * Gives a number back once no lane counts a call under it: what was closed has ended its calls.
   */
  private Future<Void> giveBack(int number, Doorbells doorbells) {
    return doorbells.left(number, () -> true).onSuccess(_ -> numbers.give(number));
  }

  /** Closes a device of which no lane has heard, however that ends: a driver may fail to close. */
  private Future<Void> close(Member member) {
    OpenDevice open = Objects.requireNonNull(member.open());
    return open.close(vertx)
        .onFailure(e -> say(member, "not closed, " + e))
        .onComplete(_ -> numbers.give(open.route().number()));
  }

  /** Names of the functions that there are or were. */
  static List<String> functions(Routes routes) {
    return routes.catalogue().functions().stream()
        .map(function -> function.spec().name())
        .distinct()
        .toList();
  }
}
