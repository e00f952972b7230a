package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest in C, written from the document of the shared memory, against a broker. */
class ExampleGuestIT {
  private static final int MIB = 1 << 20;

  @TempDir private static Path program;
  @TempDir private Path folder;
  private final List<Guest> guests = new ArrayList<>();

  /** A running guest and where its standard error goes. */
  private record Guest(Process process, Path errors) {
    void closeInput() throws IOException {
      process.getOutputStream().close();
    }

    boolean sleeps() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'S';
    }

    Outcome end() throws Exception {
      byte[] out = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      return new Outcome(
          code, new String(out, StandardCharsets.US_ASCII), Files.readString(errors));
    }
  }

  private record Outcome(int code, String out, String err) {
    void assertFailed(int expectedCode, String line) {
      assertEquals(expectedCode, code, err);
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.contains(line), err);
      assertEquals("", out);
    }
  }

  @BeforeAll
  static void compile() throws Exception {
    boolean hasCompiler =
        List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "cc")));
    String missing = "no C compiler cc on PATH: sudo apt-get install -y gcc libc6-dev";
    if (!hasCompiler) {
      System.err.println("tests of the example in C are skipped: " + missing);
    }
    assumeTrue(hasCompiler, missing);
    Path source =
        Path.of(System.getProperty("virtfun.basedir", ".."), "guest-sdk/examples/sha256.c");
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-std=c11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                program.resolve("sha256").toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor(), said);
  }

  @AfterEach
  void end() {
    for (Guest guest : guests) {
      guest.process().destroyForcibly().onExit().join();
    }
  }

  private Guest start(Redirect input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.resolve("sha256").toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("guest" + guests.size() + ".err");
    Process process =
        new ProcessBuilder(command).redirectInput(input).redirectError(errors.toFile()).start();
    Guest guest = new Guest(process, errors);
    guests.add(guest);
    return guest;
  }

  /** Starts a guest that has attached: of more than a pipe holds it reads only after that. */
  private Guest startAttached(BrokerProcess broker, byte[] input) throws IOException {
    Guest guest = start(Redirect.PIPE, socket(broker));
    guest.process().getOutputStream().write(input);
    guest.process().getOutputStream().flush();
    return guest;
  }

  private Outcome run(byte[] input, String... arguments) throws Exception {
    return start(Redirect.from(Files.write(folder.resolve("in"), input).toFile()), arguments).end();
  }

  private static String socket(BrokerProcess broker) {
    return broker.address("alpha").substring("unix:".length());
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void assertDigest(byte[] input, Outcome outcome) throws Exception {
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
    assertEquals(HexFormat.of().formatHex(digest) + "\n", outcome.out());
  }

  @Test
  void shouldPrintTheDigestWhenInputsHaveAnySize() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      int descriptors = broker.descriptors();
      byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

      for (byte[] input : List.of(new byte[0], abc, bytes(MIB), bytes(5 * MIB + 1))) {
        assertDigest(input, run(input, socket(broker)));
      }

      broker.await(() -> broker.regions() == 0 && broker.descriptors() == descriptors);
    }
  }

  @Test
  void shouldPrintEachItsDigestWhenSeveralRunAtOnce() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      int several = 12;
      for (int i = 0; i < several; i++) {
        startAttached(broker, bytes(MIB + i));
      }
      assertEquals(several, broker.regions());

      for (Guest guest : guests) {
        guest.closeInput();
      }

      for (int i = 0; i < several; i++) {
        assertDigest(bytes(MIB + i), guests.get(i).end());
      }
      broker.await(() -> broker.regions() == 0);
    }
  }

  @Test
  void shouldExitWithTwoWhenUsageIsWrong() throws Exception {
    byte[] none = new byte[0];

    run(none).assertFailed(2, "0 arguments (expected: 1, SOCKET)");
    run(none, "a", "b").assertFailed(2, "2 arguments (expected: 1, SOCKET)");
    run(none, "x".repeat(108)).assertFailed(2, "108 bytes (expected: at most 107)");
  }

  @Test
  void shouldExitWithOneWhenItCannotAttachOrItsInputDoesNotFit() throws Exception {
    String nowhere = folder.resolve("none.sock").toString();
    String conf = Conf.with("region-size: 4MiB", "max-guests: 1");

    run(new byte[0], nowhere).assertFailed(1, nowhere + ": No such file or directory (expected: ");
    try (BrokerProcess broker = BrokerProcess.start(folder, conf)) {
      run(new byte[4 * MIB], socket(broker))
          .assertFailed(1, "stdin: more bytes (expected: at most");
      broker.await(() -> broker.regions() == 0);
      byte[] input = bytes(MIB);
      Guest first = startAttached(broker, input);

      run(input, socket(broker)).assertFailed(1, "message 1: -3, tenant full (expected: 0, ");

      first.closeInput();
      assertDigest(input, first.end());
    }
  }

  @Test
  void shouldExitWithOneWhenTheBrokerStopped() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Guest guest = startAttached(broker, bytes(MIB));

      assertEquals(0, broker.stop());

      guest.closeInput();
      guest.end().assertFailed(1, "connection ended (expected: a completion)");
    }
  }

  @Test
  void shouldExitWithOneWhenTheBrokerDiesDuringTheCall() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Guest guest = startAttached(broker, bytes(MIB));
      String suspend = "kill -STOP " + broker.process().pid();
      assertEquals(0, new ProcessBuilder("sh", "-c", suspend).start().waitFor());

      guest.closeInput();
      broker.await(guest::sleeps);
      assertTrue(guest.process().isAlive());
      broker.process().destroyForcibly();

      guest.end().assertFailed(1, "connection ended (expected: a completion)");
    }
  }
}
