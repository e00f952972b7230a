package io.virtfun.broker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.config.BrokerConfig;
import io.virtfun.broker.config.TenantSettings;
import io.virtfun.vm.Ivshmem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what makes a virtual machine a tenant's guest. */
@Command(
    name = "args",
    description = {
      "Print QEMU's arguments that give a virtual machine a device of a tenant.",
      "For example: qemu-system-x86_64 -m 2G $(virtfun vm args --tenant alpha) disk.qcow2"
    },
    mixinStandardHelpOptions = true)
final class VmArgsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "NAME",
      description = "A tenant of the configuration.")
  private String tenant = "";

  @Mixin private ConfOptions options = new ConfOptions();

  @Option(
      names = "--device-only",
      description = "Without machine type and IOMMU, for a machine that has them.")
  private boolean deviceOnly;

  @Option(names = "--json", description = "Print a JSON array of arguments.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    BrokerConfig config = options.config();
    List<TenantSettings> tenants = config.tenants();
    int index = tenants.stream().map(TenantSettings::name).toList().indexOf(tenant);
    if (index < 0) {
      throw wrong(
          "--tenant: %s (expected: one of %s)"
              .formatted(tenant, tenants.stream().map(TenantSettings::name).toList()));
    }
    Path socket = config.socketPaths(options.runDirectory().toAbsolutePath()).get(index);
    List<String> arguments = new ArrayList<>();
    if (!deviceOnly) {
      arguments.addAll(Ivshmem.machineArguments());
    }
    arguments.addAll(
        new Ivshmem(socket, tenants.get(index).lanes()).qemuArguments("virtfun-" + tenant));
    if (json) {
      System.out.println(new ObjectMapper().writeValueAsString(arguments));
    } else {
      print(arguments);
    }
    return 0;
  }

  /** On one line, for a shell to split at spaces. */
  private void print(List<String> arguments) {
    for (String argument : arguments) {
      if (argument.matches(".*[\\s*?\\[\\]\\\\'\"].*")) {
        throw wrong(argument + ": a shell would not take it as it is (expected: --json)");
      }
    }
    System.out.println(String.join(" ", arguments));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
