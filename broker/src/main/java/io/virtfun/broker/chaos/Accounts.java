package io.virtfun.broker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code virtfun tenants} says at the end of a run. */
final class Accounts {
  private Accounts() {}

  /** Runs the command. <b>Errors:</b> {@link ChaosException} where it fails. */
  static List<ChaosReport.Tenant> ask(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      byte[] answer = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        throw new ChaosException("virtfun tenants exited with " + code + " (expected: 0)");
      }
      return of(new ObjectMapper().readTree(answer));
    } catch (IOException e) {
      throw new ChaosException("virtfun tenants: " + e.getMessage());
    }
  }

  static List<ChaosReport.Tenant> of(JsonNode answer) {
    List<ChaosReport.Tenant> tenants = new ArrayList<>();
    for (JsonNode tenant : answer.path("tenants")) {
      long calls = 0;
      long inFlight = 0;
      long ok = 0;
      long ran = 0;
      for (JsonNode function : tenant.path("functions")) {
        calls += function.path("calls").asLong();
        inFlight += function.path("inFlight").asLong();
        ok += function.path("statuses").path("OK").asLong();
        ran += function.path("statuses").path("DEVICE_FAILED").asLong();
      }
      tenants.add(
          new ChaosReport.Tenant(
              tenant.path("name").asText(),
              tenant.path("guests").asInt(),
              calls,
              inFlight,
              ok,
              ok + ran));
    }
    return tenants;
  }
}
