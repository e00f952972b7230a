package io.virtfun.broker.cli;

/** One line that says what went wrong. */
final class Line {
  private Line() {}

  static String of(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
