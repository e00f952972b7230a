package io.virtfun.broker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker an operator asks, and how the answer is shown. */
final class OperatorOptions {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "The broker's run directory; default: $XDG_RUNTIME_DIR/virtfun or /tmp/virtfun-UID.")
  private @Nullable Path runDirectory;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Prints what the broker answers, as lines for people or as it is. */
  void print(String page, Function<JsonNode, List<String>> table) throws IOException {
    Path folder = runDirectory == null ? RunDirectory.ofThisUser() : runDirectory;
    JsonNode answer = AdminClient.ask(folder, page);
    if (json) {
      System.out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    } else {
      table.apply(answer).forEach(System.out::println);
    }
  }
}
