package io.virtfun.functions;

import java.util.regex.Pattern;

/** The rule for names: lower-case ASCII, digits, dot, dash, and camel case within. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9._-]*");

  private Names() {}

  static void require(String name, int maxBytes, String what) {
    if (!NAME.matcher(name).matches() || name.length() > maxBytes) {
      throw new IllegalArgumentException(
          what + ": '" + name + "' (expected: " + NAME + ", at most " + maxBytes + " characters)");
    }
  }
}
