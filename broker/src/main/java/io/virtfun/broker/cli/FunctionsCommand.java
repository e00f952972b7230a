package io.virtfun.broker.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what a tenant's guests can call. */
@Command(
    name = "functions",
    description = "List the functions that guests can call, with parameters and sizes.",
    mixinStandardHelpOptions = true)
final class FunctionsCommand implements Callable<Integer> {
  @Mixin private AttachOption attach = new AttachOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return attach.withSession(
        session -> {
          print(session, System.out);
          return 0;
        });
  }

  private void print(Session session, PrintStream out) throws Exception {
    List<FunctionSpec> functions = session.functions().stream().map(VFunction::spec).toList();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(FunctionJson.of(functions, session.devices())));
      return;
    }
    for (FunctionSpec function : functions) {
      out.printf("%-18s %s%n", function.qualifiedName(), function.summary());
      out.printf("  %-16s %s%n", "input", Sizes.of(function, function.input()));
      out.printf("  %-16s %s%n", "output", Sizes.of(function, function.output()));
      for (Parameter parameter : function.parameters()) {
        out.printf("  --param %-8s %s%n", parameter.name(), describe(parameter));
      }
    }
  }

  private static String describe(Parameter parameter) {
    String type = parameter.type().name().toLowerCase(java.util.Locale.ROOT);
    String expectation =
        parameter instanceof Parameter.Bytes bytes
            ? 2 * bytes.sizeBytes() + " hexadecimal digits"
            : parameter.expectation();
    return FunctionJson.defaultOf(parameter)
        .map(value -> "%s, %s, default %s".formatted(type, expectation, value))
        .orElse("%s, %s".formatted(type, expectation));
  }
}
