package io.virtfun.benchmarks.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.peer.GrpcOffload;
import io.virtfun.benchmarks.peer.Offload;
import io.virtfun.benchmarks.peer.Request;
import io.virtfun.benchmarks.peer.TcpOffload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * The guest of the measurement: makes the same calls all ways in turn, and prints a {@link Sample}
 * per line. Answers are checked before and after each warm-up.
 *
 * <p>Arguments: attach address, the peers' host, ports of gRPC and of TCP, {@code quick} or {@code
 * full}.
 */
public final class NetworkGuest implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Cell> COMPILED =
      List.of(new Cell("noop", 64), new Cell("sha256", 64 << 10), new Cell("sgemm", 64 << 10));
  private static final long MOST_NANOS = 120_000_000_000L;

  private final VirtFunOffload virtfun;
  private final Map<Path, Offload> offloads = new EnumMap<>(Path.class);
  private final boolean quick;

  private NetworkGuest(String[] arguments) throws IOException {
    virtfun = new VirtFunOffload(arguments[0]);
    offloads.put(Path.VIRTFUN, virtfun);
    offloads.put(Path.GRPC, new GrpcOffload(address(arguments[1], arguments[2])));
    offloads.put(Path.TCP, new TcpOffload(address(arguments[1], arguments[3])));
    quick = arguments[4].equals("quick");
  }

  private static InetSocketAddress address(String host, String port) {
    return new InetSocketAddress(host, Integer.parseInt(port));
  }

  /** Measures and ends. */
  public static void main(String[] arguments) {
    int code = 0;
    try (NetworkGuest guest = new NetworkGuest(arguments)) {
      guest.compile();
      for (Cell cell : Cell.all(guest.quick)) {
        guest.measure(cell);
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("virtfun: " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  /** Samples of one path. */
  private static final class Latencies {
    private final Histogram call = new Histogram(MOST_NANOS, 3);
    private final Histogram run = new Histogram(MOST_NANOS, 3);
    private int callsPerRound;
  }

  /** Has every path used enough for the JVMs on both sides to compile it. */
  private void compile() throws IOException {
    long budgetNanos = quick ? 2_000_000_000L : 6_000_000_000L;
    for (Cell cell : COMPILED) {
      Request request = virtfun.request(cell);
      for (Offload offload : offloads.values()) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < budgetNanos) {
          offload.repeat(request, 10, _ -> {});
        }
      }
    }
  }

  private void measure(Cell cell) throws IOException {
    Request request = virtfun.request(cell);
    Map<Path, Latencies> latencies = new EnumMap<>(Path.class);
    for (Map.Entry<Path, Offload> entry : offloads.entrySet()) {
      Latencies each = new Latencies();
      each.callsPerRound = warmUp(entry.getKey(), entry.getValue(), request);
      latencies.put(entry.getKey(), each);
    }
    for (int round = 0; round < (quick ? 2 : 5); round++) {
      for (Map.Entry<Path, Latencies> entry : latencies.entrySet()) {
        Latencies each = entry.getValue();
        if (entry.getKey() == Path.VIRTFUN) {
          virtfun.repeat(
              request, each.callsPerRound, each.call::recordValue, each.run::recordValue);
        } else {
          offload(entry.getKey()).repeat(request, each.callsPerRound, each.call::recordValue);
        }
      }
    }
    latencies.forEach((path, each) -> print(sample(cell, path, each)));
  }

  private Offload offload(Path path) {
    return Objects.requireNonNull(offloads.get(path));
  }

  /** Checks an answer and calls for a while; how many calls a round is to have. */
  private int warmUp(Path path, Offload offload, Request request) throws IOException {
    check(path, request, offload.call(request));
    long budgetNanos = quick ? 100_000_000L : 400_000_000L;
    Histogram latencies = new Histogram(MOST_NANOS, 3);
    long start = System.nanoTime();
    while (System.nanoTime() - start < budgetNanos || latencies.getTotalCount() < 2) {
      offload.repeat(request, 2, latencies::recordValue);
    }
    check(path, request, offload.call(request));
    return Math.clamp(budgetNanos / latencies.getValueAtPercentile(50), 3, 2000);
  }

  private void check(Path path, Request request, byte[] answer) throws IOException {
    byte[] expected =
        switch (request.function()) {
          case "noop" -> new byte[0];
          case "sha256" -> digest(request.input());
          default -> path == Path.TCP ? answer : offload(Path.TCP).call(request);
        };
    if (!Arrays.equals(expected, answer)) {
      throw new IOException(
          "%s of %d bytes over %s: %s (expected: %s)"
              .formatted(
                  request.function(),
                  request.input().length,
                  path,
                  digestText(answer),
                  digestText(expected)));
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digestText(byte[] bytes) {
    return HexFormat.of().formatHex(digest(bytes), 0, 8);
  }

  private static Sample sample(Cell cell, Path path, Latencies latencies) {
    return new Sample(
        cell,
        path,
        (int) latencies.call.getTotalCount(),
        latencies.call.getValueAtPercentile(50) / 1e3,
        latencies.call.getValueAtPercentile(99) / 1e3,
        path == Path.VIRTFUN ? latencies.run.getValueAtPercentile(50) / 1e3 : -1);
  }

  private static void print(Sample sample) {
    try {
      System.out.println(JSON.writeValueAsString(sample));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Offload offload : offloads.values()) {
      offload.close();
    }
  }
}
