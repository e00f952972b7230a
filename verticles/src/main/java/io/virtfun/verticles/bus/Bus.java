package io.virtfun.verticles.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** The addresses and the codec of the local event bus. */
public final class Bus {
  private static final LocalCodec<CallBatch> CALLS = new LocalCodec<>("virtfun.calls");
  private static final LocalCodec<Stop> STOPS = new LocalCodec<>("virtfun.stops");

  /** Calls go by reference and stay in this process. */
  public static final DeliveryOptions LOCAL = local(CALLS);

  /** Where it is told that the device with a number takes no more calls. */
  public static final String OUT_OF_SERVICE = "virtfun.devices.out";

  /** A number stays in this process too. */
  public static final DeliveryOptions LOCAL_NUMBER = new DeliveryOptions().setLocalOnly(true);

  /** So does what stops them. */
  public static final DeliveryOptions LOCAL_STOP = local(STOPS);

  private Bus() {}

  private static DeliveryOptions local(LocalCodec<?> codec) {
    return new DeliveryOptions().setLocalOnly(true).setCodecName(codec.name());
  }

  /** Registers the codecs; once per Vert.x instance. */
  public static void register(Vertx vertx) {
    vertx.eventBus().registerCodec(CALLS).registerCodec(STOPS);
  }

  /** Where calls for the device with a number go. */
  public static String device(int number) {
    return "virtfun.device." + number;
  }

  /** Where calls for a device go from the doorbell verticle on an event loop. */
  public static String device(int number, int loop) {
    return device(number) + "." + loop;
  }

  /** Where a device is told that calls are to {@link Stop}. */
  public static String stop(int number) {
    return device(number) + ".stop";
  }

  /** Where calls that ended at a device return to. */
  public static String doorbell(int number) {
    return "virtfun.doorbell." + number;
  }
}
