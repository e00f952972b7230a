package io.virtfun.vm.image;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;

/** The order of file names in which 6.10 comes after 6.9. */
final class Versions {
  static final Comparator<Path> BY_NUMBERS =
      Comparator.comparing(file -> padded(file.getFileName().toString()));

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Versions() {}

  private static String padded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(match -> "0".repeat(Math.max(0, 10 - match.group().length())) + match.group());
  }
}
