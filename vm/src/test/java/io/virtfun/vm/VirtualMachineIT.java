package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.io.TempDir;

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
  void shouldReachTheHostOverUserNetwork() throws Exception {
    sayHelloOver(Network.USER);
  }

  @Test
  void shouldReachTheHostOverATap() throws Exception {
    assumeTrue(Tap.isUsable(), "only root makes network devices");
    sayHelloOver(Network.TAP);
  }

  private static void sayHelloOver(Network network) throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      String script =
          "echo hello | nc -w 60 $(grep -o 'gateway=[0-9.]*' /proc/cmdline | cut -d= -f2) "
              + server.getLocalPort();
      try (VirtualMachine machine =
          VirtualMachine.start(settings(script).withNetwork(network), new Recorded())) {
        try (Socket guest = server.accept()) {
          byte[] hello = guest.getInputStream().readNBytes(6);
          assertEquals("hello\n", new String(hello, StandardCharsets.US_ASCII));
        }
        assertEquals(new Outcome.Exited(0), machine.outcome().join());
      }
    }
  }

  @Test
  void shouldNotOutliveItsProcess(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process owner =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Djava.io.tmpdir=" + folder,
                  "-cp",
                  System.getProperty("java.class.path"),
                  MachineOwner.class.getName(),
                  image.folder().toString(),
                  socket.toString())
              .inheritIO()
              .start();
      // QEMU attaches to the server before it does anything else, and waits for its answer.
      try (SocketChannel qemu = server.accept()) {
        owner.destroyForcibly().waitFor();

        assertEquals(-1, qemu.read(ByteBuffer.allocate(1)));
      } finally {
        owner.destroyForcibly();
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
