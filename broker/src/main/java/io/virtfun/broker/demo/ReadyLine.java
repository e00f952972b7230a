package io.virtfun.broker.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** The line with which a broker says where guests attach, as {@code ready alpha=unix:/path}. */
public final class ReadyLine {
  private static final String START = "ready ";

  private ReadyLine() {}

  public static boolean is(String line) {
    return line.startsWith(START);
  }

  /** Addresses by tenant. <b>Errors:</b> {@link DemoException} quotes the line. */
  public static Map<String, String> addresses(String line) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (String part : line.substring(START.length()).strip().split(" ", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new DemoException("broker: '" + line + "' (expected: ready TENANT=ADDRESS ...)");
      }
      addresses.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return addresses;
  }
}
