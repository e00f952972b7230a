package io.virtfun.benchmarks.side;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.virtfun.benchmarks.peer.FunctionRunner;
import io.virtfun.benchmarks.peer.Head;
import io.virtfun.benchmarks.peer.HeadReader;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Answers requests on Vert.x's event loops, in the frames that plain sockets have. */
final class VertxServer implements Server {
  private final Vertx vertx = Vertx.vertx(options());
  private final FunctionRunner functions = new FunctionRunner();
  private final NetServer server;

  private VertxServer() {
    server =
        vertx
            .createNetServer(new NetServerOptions().setTcpNoDelay(true))
            .connectHandler(socket -> socket.handler(new VertxFrames(new Calls(socket))))
            .listen(Addresses.anyPort().getPort(), Addresses.anyPort().getHostString())
            .await();
  }

  static Server serve(Path folder) {
    return new VertxServer();
  }

  static VertxOptions options() {
    return new VertxOptions().setPreferNativeTransport(true);
  }

  private final class Calls implements VertxFrames.Format {
    private final NetSocket socket;
    private final HeadReader heads = new HeadReader(functions);

    Calls(NetSocket socket) {
      this.socket = socket;
    }

    @Override
    public int headBytes() {
      return Head.BYTES;
    }

    @Override
    public int frameBytes(ByteBuf bytes) throws EOFException {
      ByteBuffer head = bytes.nioBuffer(bytes.readerIndex(), Head.BYTES);
      return Head.BYTES + heads.read(head, head.position()).inputBytes();
    }

    @Override
    public void frame(ByteBuf bytes) throws EOFException {
      ByteBuffer head = bytes.nioBuffer(bytes.readerIndex(), Head.BYTES);
      Head next = heads.read(head, head.position());
      ByteBuffer input = bytes.nioBuffer(bytes.readerIndex() + Head.BYTES, next.inputBytes());
      // On the heap: nobody releases what a socket was given to write.
      byte[] bytesOut = new byte[Integer.BYTES + next.outputBytes()];
      MemorySegment output = MemorySegment.ofArray(bytesOut).asSlice(Integer.BYTES);
      int outputBytes = heads.call().run(MemorySegment.ofBuffer(input).asReadOnly(), output);
      ByteBuf answer = Unpooled.wrappedBuffer(bytesOut, 0, Integer.BYTES + outputBytes);
      answer.setInt(0, outputBytes);
      var _ = socket.write(BufferInternal.buffer(answer));
    }

    @Override
    public void broken(Throwable e) {
      System.err.println("peer vertx: " + e);
      var _ = socket.close();
    }
  }

  @Override
  public String address() {
    return Integer.toString(server.actualPort());
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
