package io.virtfun.benchmarks.side;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.virtfun.benchmarks.peer.FunctionRunner;
import io.virtfun.benchmarks.peer.Request;
import java.io.EOFException;
import java.util.concurrent.ScheduledExecutorService;

/** Calls over one TCP connection of Vert.x's, made and answered on its event loop. */
final class VertxClient implements Client {
  private final Vertx vertx = Vertx.vertx(VertxServer.options().setEventLoopPoolSize(1));
  private final FunctionRunner functions = new FunctionRunner();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final NetSocket socket;

  private VertxClient(int port) {
    socket =
        vertx
            .createNetClient(new NetClientOptions().setTcpNoDelay(true))
            .connect(port, Addresses.anyPort().getHostString())
            .await();
  }

  static Client connect(String address) {
    return new VertxClient(Integer.parseInt(address));
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
    private final ByteBuf frame;
    private final Answers answers = new Answers();
    private byte[] output = new byte[0];

    Calls(ScheduledExecutorService loop, NetSocket socket, Request request) {
      super(loop);
      this.socket = socket;
      frame = Unpooled.directBuffer(request.bytes());
      frame.writeBytes(request.head().bytes()).writeBytes(request.input());
    }

    @Override
    void start() {
      var _ = socket.write(BufferInternal.buffer(frame.retainedDuplicate()));
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
      public void broken(Exception e) {
        failed(e);
      }
    }

    @Override
    public void close() {
      frame.release();
    }
  }

  @Override
  public void close() {
    // Vert.x, when it is closed with a connection open, waits for half a minute.
    socket.close().await();
    vertx.close().await();
  }
}
