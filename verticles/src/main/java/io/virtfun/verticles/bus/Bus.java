package io.virtfun.verticles.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** The addresses and the codec of the local event bus. */
public final class Bus {
  private static final LocalCodec CODEC = new LocalCodec();

  /** Every message goes by reference and stays in this process. */
  public static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC.name());

  private Bus() {}

  /** Registers the codec; once per Vert.x instance. */
  public static void register(Vertx vertx) {
    vertx.eventBus().registerCodec(CODEC);
  }

  /** Where calls for a device go. */
  public static String device(String id) {
    return "virtfun.device." + id;
  }

  /** Where calls for a device go from the doorbell verticle on an event loop. */
  public static String device(String id, int loop) {
    return device(id) + "." + loop;
  }

  /** Where calls that ended at a device return to. */
  public static String doorbell(int number) {
    return "virtfun.doorbell." + number;
  }
}
