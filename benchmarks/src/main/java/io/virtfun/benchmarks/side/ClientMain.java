package io.virtfun.benchmarks.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The process of a peer's client: says {@code ready}, then answers each {@link Order} by an {@link
 * Answer} until stdin ends.
 *
 * <p>Arguments: the peer, the address of its server.
 */
final class ClientMain implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_NANOS = Duration.ofMinutes(10).toNanos();

  private final Client client;
  private final Histogram latencies = new Histogram(MOST_NANOS, 3);
  private @Nullable Task prepared;
  private @Nullable Caller caller;

  private ClientMain(Client client) {
    this.client = client;
  }

  /** Connects and does as it is told. */
  public static void main(String[] arguments) throws Exception {
    try (ClientMain main = new ClientMain(Peers.connect(arguments[0], arguments[1]))) {
      System.out.println("ready peer=" + arguments[0]);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Answer answer = main.answer(JSON.readValue(line, Order.class));
        System.out.println(JSON.writeValueAsString(answer));
      }
    }
    System.exit(0);
  }

  private Answer answer(Order order) {
    try {
      Caller ready = callerOf(order.task());
      return switch (order.op()) {
        case ONCE -> Answer.once(ready.once());
        case SEQUENTIAL -> sequential(ready, order);
        case PIPELINED -> pipelined(ready, order);
      };
    } catch (Exception e) {
      System.getLogger(ClientMain.class.getName())
          .log(System.Logger.Level.WARNING, order.toString(), e);
      return Answer.failed(e);
    }
  }

  /** Calls in a row are mostly of one task, and callers keep large buffers. */
  private Caller callerOf(Task task) throws Exception {
    Caller ready = caller;
    if (ready == null || !task.equals(prepared)) {
      closeCaller();
      ready = client.prepare(task);
      caller = ready;
      prepared = task;
    }
    return ready;
  }

  private Answer sequential(Caller ready, Order order) throws Exception {
    latencies.reset();
    Usage before = Usage.now();
    long start = System.nanoTime();
    ready.sequential(order.calls(), order.pause(), latencies::recordValue);
    long nanos = System.nanoTime() - start;
    return Answer.sequential(nanos, latencies, Usage.now().since(before));
  }

  private static Answer pipelined(Caller ready, Order order) throws Exception {
    Usage before = Usage.now();
    long start = System.nanoTime();
    long calls = ready.pipelined(order.inFlight(), Duration.ofMillis(order.millis()));
    long nanos = System.nanoTime() - start;
    return Answer.pipelined(calls, nanos, Usage.now().since(before));
  }

  private void closeCaller() throws IOException {
    if (caller != null) {
      caller.close();
      caller = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeCaller();
    client.close();
  }
}
