package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.broker.cli.Main;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFun;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of tenants. */
class TenantsCommandIT {
  @TempDir private Path folder;
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(VirtFun.vertxOptions());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private record Outcome(int code, List<String> out, List<String> err) {}

  private Outcome run(String... options) throws Exception {
    Path err = Files.createTempFile(folder, "virtfun", ".err");
    String[] arguments = new String[options.length + 1];
    arguments[0] = "tenants";
    System.arraycopy(options, 0, arguments, 1, options.length);
    Process process = Jvm.builder(Main.class, arguments).redirectError(err.toFile()).start();
    List<String> out = process.inputReader().lines().toList();
    return new Outcome(process.waitFor(), out, Files.readAllLines(err));
  }

  private JsonNode tenants() throws Exception {
    Outcome outcome = run("--run-dir", folder.toString(), "--json");
    assertEquals(0, outcome.code(), () -> "" + outcome.err());
    return new ObjectMapper().readTree(String.join("\n", outcome.out())).path("tenants");
  }

  @Test
  void shouldShowAccountsAndLimits() throws Exception {
    String limit = "functions: [sha256]";
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with(limit, "max-in-flight: 7"))) {
      Session session = VirtFun.connect(vertx, broker.address("alpha")).await();
      for (int i = 0; i < 3; i++) {
        session.function("sha256").call(Buffer.buffer(new byte[100])).await();
      }
      assertThrows(
          CallException.NotAllowed.class,
          () -> session.function("noop").call(Buffer.buffer()).await());

      JsonNode alpha = tenants().path(0);
      assertEquals("alpha", alpha.path("name").asText());
      assertEquals(broker.address("alpha"), alpha.path("address").asText());
      assertEquals(1, alpha.path("guests").asInt());
      assertEquals(7, alpha.path("limits").path("maxInFlight").asInt());
      assertEquals("sha256", alpha.path("limits").path("functions").path(0).asText());
      assertEquals("defer", alpha.path("limits").path("onLimit").asText());
      JsonNode noop = alpha.path("functions").path(0);
      assertEquals(1, noop.path("statuses").path("NOT_ALLOWED").asInt());
      JsonNode sha256 = alpha.path("functions").path(1);
      assertTrue(sha256.path("name").asText().startsWith("sha256"), sha256::toString);
      assertEquals(3, sha256.path("calls").asInt());
      assertEquals(0, sha256.path("inFlight").asInt());
      assertEquals(300, sha256.path("inputBytes").asInt());
      assertEquals(96, sha256.path("outputBytes").asInt());
      assertTrue(sha256.path("deviceNanos").asLong() > 0);
      assertEquals(3, sha256.path("statuses").path("OK").asInt());
      session.close().await();
      broker.await(() -> broker.regions() == 0);
      JsonNode later = tenants().path(0);
      assertEquals(0, later.path("guests").asInt());
      assertEquals(alpha.path("functions"), later.path("functions"), "accounts stay");

      Outcome table = run("--run-dir", folder.toString());
      assertTrue(table.out().getFirst().startsWith("tenant"), () -> "" + table.out());
      assertTrue(table.out().get(1).contains("maxInFlight 7"), () -> "" + table.out());
      assertTrue(
          table.out().stream().anyMatch(line -> line.contains("sha256") && line.contains(" 3 ")),
          () -> "" + table.out());
      assertEquals(0, broker.stop());
      assertFalse(Files.exists(folder.resolve("admin.sock")));
    }
  }

  @Test
  void shouldBeForTheBrokersUserAlone() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Path socket = folder.resolve("admin.sock");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      assertEquals(
          List.of("admin.sock", "alpha.sock", "beta.sock"),
          names(folder).stream().filter(name -> !name.contains("broker.")).toList());

      assertTrue(ask(socket, "GET /tenants HTTP/1.1").startsWith("HTTP/1.1 200 "));
      assertTrue(ask(socket, "POST /tenants HTTP/1.1").startsWith("HTTP/1.1 405 "));
      assertTrue(ask(socket, "GET / HTTP/1.1").startsWith("HTTP/1.1 404 "));
      assertTrue(broker.process().isAlive());
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("virtfun.yaml"))
          .sorted()
          .toList();
    }
  }

  private static String ask(Path socket, String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = line + "\r\nHost: broker\r\nContent-Length: 0\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      channel.read(answer);
      return StandardCharsets.UTF_8.decode(answer.flip()).toString();
    }
  }

  @Test
  void shouldFailInOneLineWhenNobodyAnswers() throws Exception {
    Outcome none = run("--run-dir", folder.toString());
    assertEquals(1, none.code());
    assertEquals(1, none.err().size(), () -> "" + none.err());
    assertTrue(none.err().getFirst().contains("no broker answers"), () -> "" + none.err());

    Outcome wrong = run("--nonsense");
    assertEquals(2, wrong.code());
    assertEquals(1, wrong.err().size(), () -> "" + wrong.err());

    Outcome help = run("--help");
    assertEquals(0, help.code());
    assertTrue(String.join("\n", help.out()).contains("--run-dir"));
  }
}
