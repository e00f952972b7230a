package io.virtfun.broker.process;

import io.virtfun.guest.SessionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's whole behaviour against a broker in another process. */
class BrokerSessionIT extends SessionContract {
  @TempDir private static Path folder;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    broker = BrokerProcess.start(folder, Conf.with("region-size: 64MiB"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Override
  protected String attach() {
    return broker.address("alpha");
  }
}
