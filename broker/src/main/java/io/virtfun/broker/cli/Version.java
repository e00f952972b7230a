package io.virtfun.broker.cli;

import io.virtfun.shm.Wire;
import picocli.CommandLine.IVersionProvider;

/** The tool's version and the wire version it speaks. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "virtfun %s, wire %d.%d"
          .formatted(built == null ? "unpackaged" : built, Wire.VERSION_MAJOR, Wire.VERSION_MINOR)
    };
  }
}
