package io.virtfun.broker.demo;

/** What happens while a demo runs. */
sealed interface DemoEvent {
  /** The broker wrote a line to stdout. */
  record BrokerSaid(String line) implements DemoEvent {}

  /** The broker has ended. */
  record BrokerExited(int code) implements DemoEvent {}

  /** A guest wrote a line to stdout. */
  record GuestSaid(int guest, String line) implements DemoEvent {}

  /** A guest has ended. */
  record GuestExited(int guest, int code) implements DemoEvent {}
}
