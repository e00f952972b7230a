package io.virtfun.broker.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What the records' constructors check; each rule names key, value and expectation. */
final class Rules {
  /** {@code sun_path} has 108 bytes, the last of them zero. */
  private static final int MAX_PATH_BYTES = 4095;

  static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final int MAX_NAME_CHARACTERS = 32;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern FUNCTION = Pattern.compile("[a-z][A-Za-z0-9._-]{0,63}");

  private Rules() {}

  static void range(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw ConfigException.unexpected(key, value, min + ".." + max);
    }
  }

  static void range(String key, ByteSize value, ByteSize min, ByteSize max) {
    if (value.bytes() < min.bytes() || value.bytes() > max.bytes()) {
      throw ConfigException.unexpected(key, value, min + ".." + max);
    }
  }

  static void powerOfTwo(String key, int value, int min, int max) {
    if (value < min || value > max || Integer.bitCount(value) != 1) {
      throw ConfigException.unexpected(key, value, "power of two in " + min + ".." + max);
    }
  }

  static void powerOfTwo(String key, ByteSize value, ByteSize min, ByteSize max) {
    if (value.bytes() < min.bytes()
        || value.bytes() > max.bytes()
        || Long.bitCount(value.bytes()) != 1) {
      throw ConfigException.unexpected(key, value, "power of two in " + min + ".." + max);
    }
  }

  static void name(String key, String value) {
    if (value.length() > MAX_NAME_CHARACTERS || !NAME.matcher(value).matches()) {
      throw ConfigException.unexpected(
          key, value, NAME + ", at most " + MAX_NAME_CHARACTERS + " characters");
    }
  }

  static void names(String key, List<String> values) {
    for (int index = 0; index < values.size(); index++) {
      name(key + "[" + index + "]", values.get(index));
    }
  }

  /** Requires that every entry could be the name of a function. */
  static void functions(String key, List<String> values) {
    for (int index = 0; index < values.size(); index++) {
      if (!FUNCTION.matcher(values.get(index)).matches()) {
        throw ConfigException.unexpected(
            key + "[" + index + "]", values.get(index), FUNCTION.toString());
      }
    }
  }

  /** Requires that every entry is one of those that there are. */
  static void known(String key, List<String> values, List<String> known) {
    for (int index = 0; index < values.size(); index++) {
      String value = values.get(index);
      if (!known.contains(value)) {
        String hint =
            Spelling.nearest(value, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElseGet(() -> "expected: one of " + String.join(", ", known));
        throw ConfigException.at(
            key + "[" + index + "]", ConfigException.oneLine(value) + " (" + hint + ")");
      }
    }
  }

  static void socketPath(String key, String value) {
    path(key, value, MAX_SOCKET_PATH_BYTES);
  }

  static void path(String key, String value) {
    path(key, value, MAX_PATH_BYTES);
  }

  private static void path(String key, String value, int mostBytes) {
    if (value.isEmpty()
        || value.indexOf('\0') >= 0
        || value.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      throw ConfigException.unexpected(key, value, "path of 1.." + mostBytes + " bytes");
    }
  }

  static void notEmpty(String key, List<?> values) {
    if (values.isEmpty()) {
      throw ConfigException.unexpected(key, values, "at least one entry");
    }
  }

  /** Requires that no two entries of a list have the same value at a key. */
  static void unique(String list, String key, List<?> values) {
    for (int index = 0; index < values.size(); index++) {
      int first = values.indexOf(values.get(index));
      if (first < index) {
        throw ConfigException.unexpected(
            list + "[" + index + "]." + key,
            values.get(index),
            "other than " + list + "[" + first + "]." + key);
      }
    }
  }
}
