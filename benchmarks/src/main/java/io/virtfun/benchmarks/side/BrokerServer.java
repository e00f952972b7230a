package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.ServerProcess;
import io.virtfun.broker.Broker;
import io.virtfun.broker.config.BrokerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process of a broker under measurement, with one tenant: ready at its address, spoken to as
 * {@link Control} says.
 *
 * <p>Arguments: its configuration's file, its run directory.
 */
public final class BrokerServer {
  private BrokerServer() {}

  /** Starts one with a configuration, which is YAML. */
  public static ServerProcess start(Run run, String configuration) {
    try {
      Path folder = Files.createTempDirectory(run.folder(), "broker");
      Path file = Files.writeString(folder.resolve("virtfun.yaml"), configuration);
      return ServerProcess.start(
          run, BrokerServer.class.getName(), file.toString(), folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves until stdin ends. */
  public static void main(String[] arguments) throws IOException {
    BrokerConfig config = BrokerConfig.load(Path.of(arguments[0]));
    Broker broker = Broker.start(config, Path.of(arguments[1])).await();
    Control.serve(broker.addresses().values().iterator().next(), Control.Pace.KERNEL);
    broker.drainAndStop().await();
    System.exit(0);
  }
}
