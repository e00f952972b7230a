package io.virtfun.broker.cli;

import io.virtfun.broker.config.BrokerConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A broker's configuration and run directory. */
final class ConfOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "The broker's configuration; without it the shipped one (conf/virtfun.yaml).")
  private @Nullable Path conf;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "Where relative sockets lie; default: $XDG_RUNTIME_DIR/virtfun or /tmp/virtfun-UID.")
  private @Nullable Path runDirectory;

  BrokerConfig config() {
    return conf == null ? BrokerConfig.shipped() : BrokerConfig.load(conf);
  }

  Path runDirectory() {
    return runDirectory == null ? RunDirectory.ofThisUser() : runDirectory;
  }
}
