package io.virtfun.benchmarks.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a broker says that its tenants used: {@code GET /tenants} of its operator's socket.
 *
 * <p><b>Thread:</b> any; blocks.
 */
final class Accounts {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String REQUEST =
      "GET /tenants HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String HEAD_END = "\r\n\r\n";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path socket;

  Accounts(Path socket) {
    this.socket = socket;
  }

  /**
   * What a tenant's calls used.
   *
   * @param ended calls
   * @param deviceNanos that they ran
   */
  record Used(long ended, long deviceNanos) {
    static final Used NOTHING = new Used(0, 0);

    Used less(Used before) {
      return new Used(ended - before.ended, deviceNanos - before.deviceNanos);
    }
  }

  /** What each tenant used since the broker started. */
  Map<String, Used> used() {
    Map<String, Used> used = new LinkedHashMap<>();
    for (JsonNode tenant : ask().path("tenants")) {
      long ended = 0;
      long nanos = 0;
      for (JsonNode function : tenant.path("functions")) {
        ended += function.path("calls").asLong() - function.path("inFlight").asLong();
        nanos += function.path("deviceNanos").asLong();
      }
      used.put(tenant.path("name").asText(), new Used(ended, nanos));
    }
    return used;
  }

  private JsonNode ask() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer request = ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      String answer = readAll(channel);
      int body = answer.indexOf(HEAD_END);
      if (body < 0) {
        throw new BenchException(socket + ": no answer (expected: accounts of tenants)");
      }
      return MAPPER.readTree(answer.substring(body + HEAD_END.length()));
    } catch (IOException e) {
      throw new BenchException(socket + ": " + e.getMessage(), e);
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
