package io.virtfun.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.vm.VmHost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VmImageCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new VmCommand())
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, _, _) -> {
              err.write(e.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  @Test
  void shouldRefuseAKernelWithoutItsModules() {
    assertEquals(2, run("image", "--kernel", "/boot/vmlinuz"));
    assertTrue(err.toString().contains("--modules"), err.toString());
  }

  @Test
  void shouldRefuseToDoNothing() {
    assertEquals(2, run());
    assertTrue(err.toString().contains("expected: image"), err.toString());
  }

  @Test
  void shouldSayInOneLineThatAFileIsNoKernel(@TempDir Path folder) throws Exception {
    // Packages that are missing are said first.
    VmHost.assumeUsable();
    Path file = Files.writeString(folder.resolve("kernel"), "text");

    assertEquals(1, run("image", "--kernel", file.toString(), "--modules", folder.toString()));
    assertEquals(file + ": no x86 kernel (expected: a vmlinuz)", err.toString());
  }
}
