package io.virtfun.broker;

import io.virtfun.verticles.routing.DeviceRoute;
import io.virtfun.verticles.routing.Routes;
import java.util.HashSet;
import java.util.Set;

/**
 * Numbers of devices: what receipts carry and guests ask for.
 *
 * <p>A number belongs to one id for ever, since guests may know it, and to one open device at a
 * time. So a device that is replaced again and again takes two numbers in turn.
 *
 * <p><b>Thread:</b> any.
 */
final class DeviceNumbers {
  private final Set<Integer> taken = new HashSet<>();

  /** Takes a number for a device of an id: one that the id had before, or the next. */
  synchronized int take(String id, Routes known) {
    int number =
        known.devices().stream()
            .filter(device -> device.id().equals(id))
            .mapToInt(DeviceRoute::number)
            .filter(each -> !taken.contains(each))
            .findFirst()
            .orElseGet(() -> next(known));
    taken.add(number);
    return number;
  }

  private int next(Routes known) {
    int number = known.devices().size() + 1;
    while (taken.contains(number)) {
      number++;
    }
    return number;
  }

  /** Gives back the number of a device that has no call left. */
  synchronized void give(int number) {
    taken.remove(number);
  }
}
