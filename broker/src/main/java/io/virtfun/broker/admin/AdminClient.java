package io.virtfun.broker.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.virtfun.broker.config.BrokerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Asks a running broker. */
public final class AdminClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private AdminClient() {}

  /**
   * What the broker with a run directory answers at a path, such as {@link AdminVerticle#DEVICES}.
   *
   * <p><b>Thread:</b> none of an event loop; blocks. <b>Errors:</b> {@link AdminException} where no
   * broker answers.
   */
  public static JsonNode ask(Path runDirectory, String page) {
    try {
      Path socket = BrokerConfig.operatorSocket(runDirectory);
      return new ObjectMapper().readTree(ask(socket.toString(), page).getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some exceptions of the transport say nothing but their name. */
  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Buffer ask(String socket, String page) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    HttpClient client = vertx.createHttpClient();
    try {
      return client
          .request(
              new RequestOptions()
                  .setServer(SocketAddress.domainSocketAddress(socket))
                  .setMethod(HttpMethod.GET)
                  .setTimeout(TIMEOUT_MILLIS)
                  .setURI(page))
          .compose(HttpClientRequest::send)
          .expecting(HttpResponseExpectation.SC_OK)
          .compose(HttpClientResponse::body)
          .recover(
              e ->
                  Future.failedFuture(
                      new AdminException(
                          "%s: no broker answers (expected: one with this --run-dir), %s"
                              .formatted(socket, said(e)))))
          .await();
    } finally {
      // Held until here: Vert.x closes the connections of a client that is garbage.
      client.close().await();
      vertx.close().await();
    }
  }
}
