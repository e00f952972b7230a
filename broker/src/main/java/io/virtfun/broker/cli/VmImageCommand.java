package io.virtfun.broker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.broker.demo.VmTools;
import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import io.virtfun.vm.image.KernelSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds the image of the tool's own class path, or finds it in the cache. */
@Command(
    name = "image",
    description = "Build the guest image, unless it is in the cache, and say where it lies.",
    mixinStandardHelpOptions = true)
final class VmImageCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1 << 20;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--force", description = "Build everything again, with the newest kernel.")
  private boolean force;

  @ArgGroup(exclusive = false)
  private @Nullable KernelOptions kernel;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A kernel of another distribution. */
  static final class KernelOptions {
    @Option(
        names = "--kernel",
        required = true,
        paramLabel = "FILE",
        description = "The guest's kernel, a vmlinuz, in place of Debian's.")
    private Path file = Path.of("");

    @Option(
        names = "--modules",
        required = true,
        paramLabel = "DIR",
        description = "That kernel's /lib/modules/RELEASE.")
    private Path modules = Path.of("");
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    GuestImageBuilder builder =
        VmTools.image()
            .fresh(force)
            .progress(
                line -> {
                  err.println("virtfun: " + line);
                  err.flush();
                });
    if (kernel != null) {
      builder.kernel(
          new KernelSource.Files(kernel.file.toAbsolutePath(), kernel.modules.toAbsolutePath()));
    }
    print(builder.build());
    return 0;
  }

  private void print(GuestImage image) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    long sizeBytes = Files.size(image.kernel()) + Files.size(image.initramfs());
    if (json) {
      out.println(toJson(image, sizeBytes));
    } else {
      out.printf("%-10s %s%n", "kernel", image.kernel());
      out.printf("%-10s %s%n", "initramfs", image.initramfs());
      out.printf("%-10s %s%n", "release", image.release());
      out.printf("%-10s %d MiB%n", "size", sizeBytes / MEBIBYTE);
    }
    out.flush();
  }

  private static String toJson(GuestImage image, long sizeBytes) throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kernel", image.kernel().toString());
    fields.put("initramfs", image.initramfs().toString());
    fields.put("release", image.release());
    fields.put("sizeBytes", sizeBytes);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
  }
}
