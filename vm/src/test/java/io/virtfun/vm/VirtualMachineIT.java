package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real machines. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class VirtualMachineIT {
  private static final String ECHO = "guest-java io.virtfun.vm.GuestEcho";

  private static GuestImage image;
  private static Accelerator accelerator;

  private Set<String> filesBefore;

  @BeforeAll
  static void buildImage() {
    image = VmHost.build(new GuestImageBuilder().classPath(List.of(classesOf(GuestEcho.class))));
    accelerator = Accelerator.probe(image);
    System.err.println("virtfun-vm: " + accelerator);
  }

  private static Path classesOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @BeforeEach
  void remember() throws IOException {
    filesBefore = leftBehind();
  }

  @AfterEach
  void shouldLeaveNothing() throws IOException {
    assertEquals(filesBefore, leftBehind());
    assertEquals(
        List.of(), ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList());
  }

  /** Files of machines, and devices of the network. */
  private static Set<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")));
        Stream<Path> cards = Files.list(Path.of("/sys/class/net"))) {
      return Stream.concat(
              files.filter(file -> file.getFileName().toString().startsWith("virtfun-vm-")), cards)
          .map(Path::toString)
          .collect(Collectors.toSet());
    }
  }

  private static VmSettings settings(String script) {
    return VmSettings.of("test", image, accelerator, script);
  }

  @Test
  void shouldTalkToTheProgramAndPassItsExitStatusOn() throws Exception {
    Recorded heard = new Recorded();
    try (VirtualMachine machine =
        VirtualMachine.start(settings("uname -r\n" + ECHO + " a b"), heard)) {
      assertEquals("started", heard.next());
      assertEquals("said " + image.release(), heard.next());
      assertEquals("said ready a b", heard.next());
      machine.send("hällo");
      assertEquals("said echo hällo", heard.next());
      heard.awaitConsole("heard hällo");
      machine.send("42");

      assertEquals(new Outcome.Exited(42), machine.outcome().join());
      assertEquals("Exited[status=42]", heard.next());
    }
  }

  @Test
  void shouldRunTheScriptAgainWhenReset() throws Exception {
    Recorded heard = new Recorded();
    try (VirtualMachine machine =
        VirtualMachine.start(
            settings("printf 'ready\\nunfinished'; read line; exit $line"), heard)) {
      assertEquals("started", heard.next());
      assertEquals("said ready", heard.next());
      machine.reset();
      assertEquals("said unfinished", heard.next());
      assertEquals("started", heard.next());
      assertEquals("said ready", heard.next());
      machine.send("3");
      assertEquals("said unfinished", heard.next());

      assertEquals(new Outcome.Exited(3), machine.outcome().join());
    }
  }

  @Test
  void shouldEndWhenKilled() throws Exception {
    Recorded heard = new Recorded();
    try (VirtualMachine machine = VirtualMachine.start(settings("cat"), heard)) {
      assertEquals("started", heard.next());
      machine.send("line");
      assertEquals("said line", heard.next());
      ProcessHandle qemu = ProcessHandle.of(machine.pid()).orElseThrow();
      machine.kill();

      assertEquals(new Outcome.Stopped(), machine.outcome().join());
      assertFalse(qemu.isAlive());
    }
  }

  @Test
  void shouldTellACrashFromAnExit() throws Exception {
    Recorded heard = new Recorded();
    try (VirtualMachine machine =
        VirtualMachine.start(settings("echo c >/proc/sysrq-trigger"), heard)) {
      Outcome.Crashed crash = assertInstanceOf(Outcome.Crashed.class, machine.outcome().join());

      assertTrue(crash.reason().contains("Kernel panic"), crash.reason());
    }
  }

  @Test
  void shouldReachTheHostOverTheNetwork() throws Exception {
    Recorded heard = new Recorded();
    try (ServerSocket server = new ServerSocket(0)) {
      String script = "echo hello | nc -w 60 10.0.2.2 " + server.getLocalPort();
      try (VirtualMachine machine =
          VirtualMachine.start(settings(script).withNetwork(Network.USER), heard)) {
        try (Socket guest = server.accept()) {
          byte[] hello = guest.getInputStream().readNBytes(6);
          assertEquals("hello\n", new String(hello, java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertEquals(new Outcome.Exited(0), machine.outcome().join());
      }
    }
  }

  @Test
  void shouldSayWhyQemuDoesNotStart() {
    Recorded heard = new Recorded();
    VmSettings settings =
        settings("exit 0").withDevices(new Ivshmem(Path.of("/nonexistent/socket"), 2));
    try (VirtualMachine machine = VirtualMachine.start(settings, heard)) {
      Outcome.QemuFailed failure =
          assertInstanceOf(Outcome.QemuFailed.class, machine.outcome().join());

      assertTrue(failure.reason().contains("/nonexistent/socket"), failure.reason());
    }
  }
}
