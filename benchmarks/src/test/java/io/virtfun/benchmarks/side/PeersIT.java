package io.virtfun.benchmarks.side;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every peer does, with its server in a process of its own. */
@ParameterizedClass(name = "{0}")
@MethodSource("peers")
class PeersIT {
  private static final Task NOOP = Task.of("noop", 64);

  /** So many take seconds, with collections of garbage meanwhile. */
  private static final int MANY = 200_000;

  /**
   * Aeron's client is told by a time limit, the program in C is its own server, and Flight's client
   * cannot be closed without one.
   */
  private static final Set<String> UNTOLD = Set.of("aeron", "eventfd", "flight");

  private static final Duration SHORT = Duration.ofMillis(50);

  private static Run run;
  private static ServerProcess server;

  @Parameter private String name;

  static List<String> peers() {
    return Peers.all().stream().map(Peer::name).toList();
  }

  @BeforeParameterizedClassInvocation
  static void startServer(String name) {
    String lack = Peers.named(name).lacking().get().orElse("");
    assumeTrue(lack.isEmpty(), () -> name + " are skipped: " + lack);
    run = new Run(true, false);
    server = start(run, name, run.folder());
    assertEquals("ok", server.ask("awake"));
  }

  private static ServerProcess start(Run run, String name, Path folder) {
    return ServerProcess.start(run, PeerServer.class.getName(), name, folder.toString());
  }

  @AfterParameterizedClassInvocation
  static void stopServer() {
    if (run != null) {
      run.close();
      run = null;
    }
  }

  private Client connect() throws Exception {
    return Peers.connect(name, server.address("address"));
  }

  private void assumeOffered(Task task) {
    assumeTrue(Peers.named(name).offer().includes(task), "not offered");
  }

  private byte[] once(Task task) throws Exception {
    assumeOffered(task);
    try (Client client = connect();
        Caller caller = client.prepare(task)) {
      return caller.once();
    }
  }

  @Test
  void shouldReturnNothingWhenTheFunctionDoesNothing() throws Exception {
    assertEquals(0, once(NOOP).length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64, 1 << 20})
  void shouldReturnTheInputWhenTheFunctionEchoes(int bytes) throws Exception {
    Task task = Task.of("echo", bytes);
    assertArrayEquals(task.input(), once(task));
  }

  @Test
  void shouldReturnTheDigestWhenTheFunctionDigests() throws Exception {
    Task task = Task.of("sha256", 4 << 10);
    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(task.input()), once(task));
  }

  @Test
  void shouldServeOneTaskAfterAnotherWhenOneClientPreparesThem() throws Exception {
    assumeOffered(Task.of("echo", 64));
    try (Client client = connect()) {
      for (int bytes : new int[] {64, 1000, 8}) {
        Task task = Task.of("echo", bytes);
        try (Caller caller = client.prepare(task)) {
          assertArrayEquals(task.input(), caller.once());
        }
      }
    }
  }

  /** A task that the peer offers: most do nothing, some only echo. */
  private Task some(int bytes) {
    Task noop = Task.of("noop", bytes);
    return Peers.named(name).offer().includes(noop) ? noop : Task.of("echo", bytes);
  }

  @Test
  void shouldTellEachDurationWhenCallsAreSequential() throws Exception {
    try (Client client = connect();
        Caller caller = client.prepare(some(64))) {
      List<Long> nanos = new ArrayList<>();
      caller.sequential(100, Duration.ZERO, nanos::add);
      assertEquals(100, nanos.size());
      caller.sequential(3, Duration.ofMillis(1), nanos::add);
      assertEquals(103, nanos.size());
      caller.sequential(0, Duration.ZERO, nanos::add);
      assertEquals(103, nanos.size());
      assertTrue(nanos.stream().allMatch(each -> each > 0), nanos::toString);
    }
  }

  @Test
  void shouldEndAllCallsWhenTheyAreMany() throws Exception {
    try (Client client = connect();
        Caller caller = client.prepare(some(64))) {
      int[] ended = {0};
      for (int batch = 0; batch < 4; batch++) {
        caller.sequential(MANY / 4, Duration.ZERO, _ -> ended[0]++);
      }
      assertEquals(MANY, ended[0]);
    }
  }

  @Test
  void shouldEndAllCallsWhenTheyAreLarge() throws Exception {
    Task task = Task.of("echo", 16 << 20);
    assumeOffered(task);
    try (Client client = connect();
        Caller caller = client.prepare(task)) {
      int[] ended = {0};
      caller.sequential(64, Duration.ZERO, _ -> ended[0]++);
      assertEquals(64, ended[0]);
      assertArrayEquals(task.input(), caller.once());
    }
  }

  /** It would wait for ever, and with it the run. */
  @Test
  void shouldFailWhenItsServerHasEnded() throws Exception {
    assumeTrue(!UNTOLD.contains(name), "not told");
    ServerProcess ending = start(run, name, Files.createTempDirectory(run.folder(), name));
    try (Client client = Peers.connect(name, ending.address("address"));
        Caller caller = client.prepare(some(64))) {
      caller.once();
      ending.close();
      assertThrows(Exception.class, caller::once);
      assertThrows(Exception.class, caller::once);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 1000})
  void shouldEndAllCallsWhenTheyArePipelined(int inFlight) throws Exception {
    assumeTrue(Peers.named(name).offer().pipelined(), "not pipelined");
    Task task = some(64);
    try (Client client = connect();
        Caller caller = client.prepare(task)) {
      assertTrue(caller.pipelined(inFlight, SHORT) >= inFlight);
      byte[] expected = task.function().equals("echo") ? task.input() : new byte[0];
      assertArrayEquals(expected, caller.once(), "an answer was left over");
    }
  }

  @Test
  void shouldEndAllCallsWhenTheyDoNotFitIntoSockets() throws Exception {
    Task task = Task.of("echo", 1 << 20);
    assumeOffered(task);
    try (Client client = connect();
        Caller caller = client.prepare(task)) {
      assertTrue(caller.pipelined(8, SHORT) >= 8);
      assertArrayEquals(task.input(), caller.once());
    }
  }

  @Test
  void shouldTellItsUsageWhenAsked() {
    assertTrue(server.ask("usage").contains("\"cpuNanos\":"));
  }

  @Test
  void shouldLeaveNoDescriptorOpenWhenClosed() throws Exception {
    useOnce(server.address("address"));
    long before = descriptors();
    useOnce(server.address("address"));
    long after = descriptors();
    // What was closed before may be gone only now.
    assertTrue(after <= before, () -> before + " descriptors became " + after);
  }

  @Test
  void shouldLeaveNeitherProcessNorFileWhenClosed() throws Exception {
    Set<ProcessHandle> before = children();
    String address;
    try (Run another = new Run(true, false)) {
      address = start(another, name, another.folder()).address("address");
      useOnce(address);
    }
    Set<ProcessHandle> left = children();
    left.removeAll(before);
    assertEquals(Set.of(), left);
    assertFalse(Files.exists(Path.of(address.replaceFirst("^unix:", ""))), address);
  }

  private void useOnce(String address) throws Exception {
    try (Client client = Peers.connect(name, address);
        Caller caller = client.prepare(some(64))) {
      caller.once();
    }
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
