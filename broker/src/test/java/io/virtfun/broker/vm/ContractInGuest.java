package io.virtfun.broker.vm;

import io.virtfun.guest.SessionContract;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The SDK's contract, run inside a virtual machine: prints a line per test, {@code passed NAME} or
 * {@code failed NAME: WHY}.
 *
 * <p>Argument: where to attach.
 */
final class ContractInGuest {
  private static final String ATTACH = "virtfun.attach";

  private ContractInGuest() {}

  /** The contract over whatever transport the address names. */
  static final class Contract extends SessionContract {
    @Override
    protected String attach() {
      return System.getProperty(ATTACH);
    }
  }

  public static void main(String[] arguments) {
    System.setProperty(ATTACH, arguments[0]);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(Contract.class))
            .configurationParameter("junit.jupiter.execution.timeout.default", "10 m")
            .build();
    LauncherFactory.create().execute(request, new Lines());
    System.exit(0);
  }

  private static final class Lines implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      String why =
          result
              .getThrowable()
              .map(e -> ": " + String.valueOf(e).lines().findFirst().orElse(""))
              .orElse("");
      if (!passed) {
        result.getThrowable().ifPresent(Throwable::printStackTrace);
      }
      if (test.isTest() || !passed) {
        System.out.println((passed ? "passed " : "failed ") + test.getUniqueId() + why);
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      System.out.println("failed " + test.getUniqueId() + ": skipped, " + reason);
    }
  }
}
