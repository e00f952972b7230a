package io.virtfun.guest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract against the scripted host. */
class SessionContractTest extends SessionContract {
  private static TestHost host;

  @BeforeAll
  static void start() throws Exception {
    host = TestHost.running(TestHost.geometry(1 << 26, 2, 64));
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  @Override
  protected String attach() {
    return host.attach();
  }
}
