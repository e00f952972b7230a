package io.virtfun.benchmarks.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VertxClientTest {
  @TempDir private Path folder;
  private Server server;
  private Client client;

  @BeforeEach
  void serve() {
    server = VertxServer.serve(folder);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  /** Vert.x closes connections half a minute after their client has become garbage. */
  @Test
  void shouldHoldItsConnectionWhenGarbageIsCollected() throws Exception {
    WeakReference<NetClient> connected = connect();

    System.gc();

    assertNotNull(connected.get());
    try (Caller caller = client.prepare(Task.of("noop", 64))) {
      assertEquals(0, caller.once().length);
    }
  }

  private WeakReference<NetClient> connect() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    NetClient connecting = vertx.createNetClient();
    client = new VertxClient(vertx, connecting, Integer.parseInt(server.address()));
    return new WeakReference<>(connecting);
  }

  @Test
  void shouldFailEachCallWhenTheConnectionWasClosedBefore() throws Exception {
    client = VertxClient.connect(server.address());
    try (Caller caller = client.prepare(Task.of("noop", 64))) {
      caller.once();
      server.close();

      assertThrows(Exception.class, caller::once);
      assertThrows(Exception.class, () -> caller.sequential(10, Duration.ZERO, _ -> {}));
      assertThrows(Exception.class, () -> caller.pipelined(4, Duration.ofMillis(1)));
    }
    try (Caller another = client.prepare(Task.of("noop", 64))) {
      assertThrows(Exception.class, another::once);
    }
  }
}
