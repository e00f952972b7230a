package io.virtfun.broker.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.virtfun.broker.ivshmem.SocketFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers an operator over HTTP at a Unix socket that the broker's user alone may open.
 *
 * <p><b>Thread:</b> the verticle's event loop.
 */
public final class AdminVerticle extends VerticleBase {
  /** What tenants used, and their limits. */
  public static final String TENANTS = "/tenants";

  /** Which devices there are. */
  public static final String DEVICES = "/devices";

  private static final int IDLE_SECONDS = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final Map<String, Supplier<?>> pages;
  private @Nullable HttpServer server;

  /**
   * A server that listens once deployed.
   *
   * @param pages what is answered at each path, asked on a worker
   */
  public AdminVerticle(Path path, Map<String, Supplier<?>> pages) {
    this.path = path;
    this.pages = Map.copyOf(pages);
  }

  @Override
  public Future<?> start() {
    HttpServer created =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
            .requestHandler(this::answer);
    server = created;
    return vertx
        .executeBlocking(this::makePrivateFolder)
        .compose(
            folder -> {
              Path made = folder.resolve("s");
              return created
                  .listen(SocketAddress.domainSocketAddress(made.toString()))
                  .compose(_ -> vertx.executeBlocking(() -> moveOut(made)));
            });
  }

  /** Nobody else can reach a socket there before its mode is set. */
  private Path makePrivateFolder() throws IOException {
    SocketFile.prepare(path);
    Path folder = path.resolveSibling(".adm");
    Files.deleteIfExists(folder.resolve("s"));
    Files.deleteIfExists(folder);
    return Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private Path moveOut(Path made) throws IOException {
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(Objects.requireNonNull(made.getParent()));
    return path;
  }

  @Override
  public Future<?> stop() {
    return Objects.requireNonNull(server)
        .close()
        .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(path)));
  }

  private void answer(HttpServerRequest request) {
    Supplier<?> page = pages.get(request.path());
    if (page == null) {
      String expected = String.join(" or ", new TreeSet<>(pages.keySet()));
      end(request, 404, "{\"error\":\"no such page (expected: " + expected + ")\"}");
    } else if (!request.method().equals(HttpMethod.GET)) {
      end(request, 405, "{\"error\":\"no such method (expected: GET)\"}");
    } else {
      vertx
          .executeBlocking(() -> JSON.writeValueAsString(page.get()), false)
          .onSuccess(json -> end(request, 200, json))
          .onFailure(_ -> end(request, 500, "{\"error\":\"failed\"}"));
    }
  }

  private static void end(HttpServerRequest request, int status, String json) {
    var _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(Buffer.buffer(json + "\n"));
  }
}
