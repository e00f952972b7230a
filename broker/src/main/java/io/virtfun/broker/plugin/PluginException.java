package io.virtfun.broker.plugin;

import java.io.Serial;

/** A jar is no plug-in; the message says why in one line. */
public final class PluginException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  PluginException(String message) {
    super(message);
  }
}
