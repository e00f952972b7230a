package io.virtfun.benchmarks.peer;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The two gRPC methods, one call each or a stream of them; their messages are bytes that are copied
 * once and parsed by nobody.
 */
public final class GrpcCall {
  static final String SERVICE = "virtfun.Peer";

  /** Room for the largest input and its head. */
  public static final int MOST_MESSAGE_BYTES = 64 << 20;

  /** As large as the gRPC documentation advises for links of much bandwidth times delay. */
  public static final int FLOW_CONTROL_BYTES = 8 << 20;

  /** One call. */
  public static final MethodDescriptor<Request, byte[]> METHOD =
      method(MethodDescriptor.MethodType.UNARY, "Call");

  /** Calls one after another, answered in the same order. */
  public static final MethodDescriptor<Request, byte[]> STREAM =
      method(MethodDescriptor.MethodType.BIDI_STREAMING, "Calls");

  private GrpcCall() {}

  private static MethodDescriptor<Request, byte[]> method(
      MethodDescriptor.MethodType type, String name) {
    return MethodDescriptor.<Request, byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Requests())
        .setResponseMarshaller(new Outputs())
        .build();
  }

  private static final class Requests implements MethodDescriptor.Marshaller<Request> {
    @Override
    public InputStream stream(Request request) {
      return new RequestStream(request);
    }

    @Override
    public Request parse(InputStream stream) {
      try {
        Request request = Request.ofHead(stream.readNBytes(Head.BYTES));
        int read = stream.readNBytes(request.input(), 0, request.input().length);
        if (read != request.input().length) {
          throw new IOException(
              "input: " + read + " bytes (expected: " + request.input().length + ")");
        }
        return request;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Outputs implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] output) {
      return new BytesStream(output);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        // The transport's streams know their size; reading to the end would copy once more.
        return stream instanceof KnownLength
            ? stream.readNBytes(stream.available())
            : stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Head and input, written into the transport's buffers without another copy. */
  private static final class RequestStream extends InputStream implements KnownLength, Drainable {
    private final Request request;
    private boolean drained;

    RequestStream(Request request) {
      this.request = request;
    }

    @Override
    public int available() {
      return drained ? 0 : request.bytes();
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      drained = true;
      target.write(request.head().bytes());
      target.write(request.input());
      return request.bytes();
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("drained, never read");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      throw new UnsupportedOperationException("drained, never read");
    }
  }

  private static final class BytesStream extends ByteArrayInputStream
      implements KnownLength, Drainable {
    BytesStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      return (int) transferTo(target);
    }
  }
}
