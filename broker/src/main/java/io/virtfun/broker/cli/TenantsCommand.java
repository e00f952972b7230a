package io.virtfun.broker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.virtfun.broker.BrokerException;
import io.virtfun.broker.config.BrokerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the tenants of a running broker used, and their limits. */
@Command(
    name = "tenants",
    description = "Show what the tenants of a running broker used, and their limits.",
    mixinStandardHelpOptions = true)
final class TenantsCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 10_000;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "The broker's run directory; default: $XDG_RUNTIME_DIR/virtfun or /tmp/virtfun-UID.")
  private @Nullable Path runDirectory;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path folder = runDirectory == null ? RunDirectory.ofThisUser() : runDirectory;
    ObjectMapper mapper = new ObjectMapper();
    JsonNode answer = mapper.readTree(ask(BrokerConfig.operatorSocket(folder)).getBytes());
    if (json) {
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    } else {
      TenantTable.lines(answer).forEach(System.out::println);
    }
    return 0;
  }

  private static Buffer ask(Path socket) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    try {
      return vertx
          .createHttpClient()
          .request(
              new RequestOptions()
                  .setServer(SocketAddress.domainSocketAddress(socket.toString()))
                  .setMethod(HttpMethod.GET)
                  .setTimeout(TIMEOUT_MILLIS)
                  .setURI("/tenants"))
          .compose(HttpClientRequest::send)
          .expecting(HttpResponseExpectation.SC_OK)
          .compose(HttpClientResponse::body)
          .recover(
              e ->
                  Future.failedFuture(
                      new BrokerException(
                          socket
                              + ": no broker answers (expected: one with this --run-dir), "
                              + Line.of(e))))
          .await();
    } finally {
      vertx.close().await();
    }
  }
}
