package io.virtfun.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VmArgsCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private String run(int code, String... arguments) {
    PrintStream stdout = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
      assertEquals(code, command.execute(arguments), err::toString);
    } finally {
      System.setOut(stdout);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldPrintWhatTheDocumentShows() throws Exception {
    String printed = run(0, "vm", "args", "--tenant", "alpha", "--run-dir", "/run/virtfun");

    Path document = Path.of(System.getProperty("virtfun.basedir"), "docs", "virtual-machines.md");
    String shown = Files.readString(document).replace('\n', ' ');
    assertTrue(shown.contains(printed.strip()), printed);
  }

  @Test
  void shouldTakeSocketAndLanesFromTheConfiguration() throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            tenants:
              - name: one
                lanes: 5
                socket: /srv/one,two.sock
            devices:
              - id: d
                driver: software
            """);

    assertEquals(
        "[\"-chardev\",\"socket,id=virtfun-one,path=/srv/one,,two.sock\",\"-device\","
            + "\"ivshmem-doorbell,chardev=virtfun-one,vectors=5,bus=pcie.0\"]\n",
        run(
            0,
            "vm",
            "args",
            "--tenant=one",
            "--device-only",
            "--json",
            "--conf=" + conf,
            "--run-dir=" + folder));
  }

  @Test
  void shouldNameTheTenantsThereAre() {
    run(2, "vm", "args", "--tenant", "gamma", "--run-dir", "/run/virtfun");
    assertEquals(
        "virtfun vm args: --tenant: gamma (expected: one of [alpha, beta])"
            + " (see virtfun vm args --help)\n",
        err.toString());
  }

  @Test
  void shouldRefuseToPrintForAShellWhatItWouldSplit() {
    run(2, "vm", "args", "--tenant", "alpha", "--run-dir", "/run/two words");
    assertTrue(err.toString().contains("expected: --json"), err.toString());
  }

  @Test
  void shouldNameItsCommands() {
    run(2, "vm");
    assertEquals(
        "virtfun vm: no command (expected: image, demo or args) (see virtfun vm --help)\n",
        err.toString());
  }
}
