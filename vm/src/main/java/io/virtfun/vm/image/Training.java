package io.virtfun.vm.image;

import java.util.List;

/**
 * A short run, on the host, of a program of the guest: what it loads starts faster in the guest.
 *
 * @param mainClass ends by itself, with exit code 0
 */
public record Training(String mainClass, List<String> arguments) {
  public Training {
    arguments = List.copyOf(arguments);
  }
}
