package io.virtfun.vm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * QEMU's control connection. QEMU connects, so that there is nothing to wait for by polling.
 *
 * <p><b>Thread:</b> any; one command at a time.
 *
 * <p><b>Source:</b> QEMU, {@code docs/interop/qmp-spec.txt}.
 */
final class Qmp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel socket;
  private final BufferedReader reader;

  private Qmp(SocketChannel socket) {
    this.socket = socket;
    this.reader = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
  }

  static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return server;
  }

  /** Waits for QEMU; afterwards it has read all files that it was given. */
  static Qmp accept(ServerSocketChannel server) throws IOException {
    Qmp qmp = new Qmp(server.accept());
    try {
      qmp.read();
      qmp.execute("qmp_capabilities", Map.of());
      return qmp;
    } catch (IOException | RuntimeException e) {
      qmp.close();
      throw e;
    }
  }

  /** <b>Errors:</b> IOException where QEMU refuses or is gone. */
  synchronized void execute(String command, Map<String, ?> arguments) throws IOException {
    String text =
        JSON.writeValueAsString(Map.of("execute", command, "arguments", arguments)) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
    for (JsonNode answer = read(); ; answer = read()) {
      if (answer.has("return")) {
        return;
      }
      if (answer.has("error")) {
        throw new IOException(command + ": " + answer.at("/error/desc").asText());
      }
    }
  }

  private JsonNode read() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("QEMU has closed its control connection");
    }
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException("QEMU sent no JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
