package io.virtfun.benchmarks.side;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.virtfun.benchmarks.peer.FunctionRunner;
import io.virtfun.benchmarks.peer.Request;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;

/** Calls over one TCP connection of Vert.x's, made and answered on its event loop. */
final class VertxClient implements Client {
  private final Vertx vertx;
  private final FunctionRunner functions = new FunctionRunner();
  private final ContextInternal context;

  // Vert.x closes the connections of a client that is garbage; the socket does not keep it.
  private final NetClient client;
  private final NetSocket socket;

  /** <b>Ownership:</b> closing ends the client and Vert.x, whose event loop has to be one. */
  VertxClient(Vertx vertx, NetClient client, int port) {
    this.vertx = vertx;
    this.client = client;
    context = (ContextInternal) vertx.getOrCreateContext();
    socket = client.connect(port, Addresses.anyPort().getHostString()).await();
  }

  static Client connect(String address) {
    Vertx vertx = Vertx.vertx(VertxServer.options().setEventLoopPoolSize(1));
    NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    return new VertxClient(vertx, client, Integer.parseInt(address));
  }

  @Override
  public Caller prepare(Task task) {
    Request request = functions.request(task.function(), task.parameters(), task.input());
    Calls caller = new Calls(context.nettyEventLoop(), socket, request);
    context.runOnContext(
        _ -> {
          socket.handler(new VertxFrames(caller.answers));
          socket.closeHandler(
              _ -> caller.failed(new EOFException("the server has closed the connection")));
        });
    return caller;
  }

  private static final class Calls extends LoopCaller {
    private final NetSocket socket;
    private final Buffer frame;
    private final Answers answers = new Answers();
    private byte[] output = new byte[0];

    Calls(ScheduledExecutorService loop, NetSocket socket, Request request) {
      super(loop);
      this.socket = socket;
      // Direct, or each write would copy it; freed as garbage, since a write can outlive the call.
      ByteBuffer bytes = ByteBuffer.allocateDirect(request.bytes());
      bytes.put(request.head().bytes()).put(request.input()).flip();
      frame = BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    void start() {
      // A socket that was closed before there was a handler for it says so here only.
      socket.write(frame).onFailure(this::failed);
    }

    @Override
    byte[] output() {
      return output;
    }

    private final class Answers implements VertxFrames.Format {
      @Override
      public int headBytes() {
        return Integer.BYTES;
      }

      @Override
      public int frameBytes(ByteBuf bytes) {
        return Integer.BYTES + bytes.getInt(bytes.readerIndex());
      }

      @Override
      public void frame(ByteBuf bytes) {
        output = new byte[bytes.getInt(bytes.readerIndex())];
        bytes.getBytes(bytes.readerIndex() + Integer.BYTES, output);
        ended();
      }

      @Override
      public void broken(Throwable e) {
        failed(e);
      }
    }

    @Override
    public void close() {
      // The socket is the client's.
    }
  }

  @Override
  public void close() {
    // Vert.x, when it is closed with a connection open, waits for half a minute.
    socket.close().await();
    client.close().await();
    vertx.close().await();
  }
}
