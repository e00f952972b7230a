package io.virtfun.broker.config;

/**
 * A configuration that cannot be used. The message is one line: place, value and expectation.
 *
 * <p>A record's constructor names the key alone; the reader puts the way to it and the file before.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_VALUE_CHARACTERS = 120;

  private final String key;
  private final String problem;

  private ConfigException(String message, String key, String problem) {
    super(message);
    this.key = key;
    this.problem = problem;
  }

  /** The value at a key is not what is expected there. */
  static ConfigException unexpected(String key, Object value, String expectation) {
    return at(key, oneLine(value) + " (expected: " + expectation + ")");
  }

  /** Something else is wrong at a key. */
  static ConfigException at(String key, String problem) {
    return new ConfigException(key.isEmpty() ? problem : key + ": " + problem, key, problem);
  }

  /** The same problem, seen from the file's root. */
  ConfigException within(String path) {
    return at(join(path, key), problem);
  }

  /** The same problem with the file before it. */
  ConfigException in(String file) {
    return new ConfigException(oneLine(file) + ": " + getMessage(), key, problem);
  }

  /** Key after path, with a dot unless one is empty or the key is an index. */
  static String join(String path, String key) {
    return path.isEmpty() || key.isEmpty() || key.startsWith("[") ? path + key : path + "." + key;
  }

  /** A value as a message shows it: control characters escaped, a long one cut. */
  static String oneLine(Object value) {
    String text = value.toString();
    if (text.isEmpty()) {
      return "\"\"";
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MAX_VALUE_CHARACTERS)
        .forEach(
            character -> {
              if (Character.isISOControl(character) || isLineSeparator(character)) {
                line.append(String.format("\\u%04x", character));
              } else {
                line.appendCodePoint(character);
              }
            });
    return text.codePointCount(0, text.length()) > MAX_VALUE_CHARACTERS
        ? line + "..."
        : line.toString();
  }

  private static boolean isLineSeparator(int character) {
    return character == '\u2028' || character == '\u2029';
  }
}
