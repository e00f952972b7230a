package io.virtfun.broker.demo;

import java.time.Duration;
import java.util.List;

/**
 * What has been started and has to be ended.
 *
 * <p><b>Thread:</b> any.
 */
public interface Started {
  /** The last lines that it said about itself. */
  List<String> lastErrors();

  /** Asks it to end. */
  void terminate();

  /** Waits for its end, and forces it if that takes longer than the grace. */
  void end(Duration grace);
}
