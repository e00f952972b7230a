package io.virtfun.broker.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * A function that is to run on a device that the guest asks for.
 *
 * @param function name and version
 */
record Pin(String device, String function) {
  /** Every implementation of each function that has several. */
  static List<Pin> all(List<DemoDevice> devices) {
    List<Pin> pins = new ArrayList<>();
    for (DemoDevice device : devices) {
      for (String function : device.functions()) {
        if (devices.stream().filter(each -> each.functions().contains(function)).count() > 1) {
          pins.add(new Pin(device.id(), function));
        }
      }
    }
    return pins;
  }

  /** As {@link #toString()} writes it. */
  static Pin of(String text) {
    int colon = text.indexOf(':');
    return new Pin(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return device + ":" + function;
  }
}
