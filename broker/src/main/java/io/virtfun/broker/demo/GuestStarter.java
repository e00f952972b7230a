package io.virtfun.broker.demo;

import java.nio.file.Path;

/** How the demo's guests come to run: as processes, or in virtual machines. */
interface GuestStarter {
  /**
   * Starts one.
   *
   * <p><b>Errors:</b> {@link DemoException} where it cannot be started.
   *
   * @param runDirectory for whatever it keeps in a file
   */
  Started start(Path runDirectory, DemoProcesses.Guest guest, ChildProcess.Listener listener);
}
