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
   * @param guest from 0
   * @param address of its tenant, on the host
   */
  Started start(Path runDirectory, int guest, String address, ChildProcess.Listener listener);
}
