package io.virtfun.broker.process;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.functions.Arguments;
import io.virtfun.guest.OngoingCall;
import io.virtfun.guest.Session;
import io.virtfun.guest.Slice;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/** What the README shows, so that it compiles and runs. */
final class ReadmeExample {
  private final String address;

  private ReadmeExample(String address) {
    this.address = address;
  }

  public static void main(String[] arguments) {
    ReadmeExample example = new ReadmeExample(arguments[0]);
    example.hash();
    example.multiply();
    example.cancel();
  }

  private void hash() {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
    Session session = VirtFun.connect(vertx, address).await();

    session
        .function("sha256")
        .call(Buffer.buffer("hello"))
        .onSuccess(result -> System.out.println(hex(result.output()) + " " + result.receipt()))
        .onFailure(e -> System.err.println(e.getMessage()));

    end(vertx, session);
  }

  private void multiply() {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
    Session session = VirtFun.connect(vertx, address).await();
    VFunction sgemm = session.function("sgemm");
    Arguments shape = sgemm.arguments(Map.of("m", 64, "n", 64, "k", 64));

    Slice matrices = session.allocate(2 * 64 * 64 * 4);
    Slice product = session.allocate(64 * 64 * 4);
    fill(matrices.segment());

    sgemm.call(shape, matrices, product).onSuccess(_ -> use(product.segment()));

    end(vertx, session);
  }

  private void cancel() {
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions());
    Session session = VirtFun.connect(vertx, address).await();
    VFunction sgemm = session.function("sgemm");
    Arguments shape = sgemm.arguments(Map.of("m", 64, "n", 64, "k", 64));
    Slice matrices = session.allocate(2 * 64 * 64 * 4);
    Slice product = session.allocate(64 * 64 * 4);

    VFunction patient =
        sgemm.waitingForRoom().withPriority(2).withTimeToLive(Duration.ofMillis(50));

    OngoingCall call = patient.start(shape, matrices, product);
    call.cancel();

    end(vertx, session);
  }

  private static void end(Vertx vertx, Session session) {
    while (session.inFlight() > 0) {
      Thread.onSpinWait();
    }
    session.close().await();
    vertx.close().await();
  }

  private static void fill(MemorySegment floats) {
    floats.fill((byte) 0);
  }

  private static void use(MemorySegment floats) {
    System.out.println("product: " + floats.byteSize() + " bytes");
  }

  private static String hex(Buffer bytes) {
    return HexFormat.of().formatHex(bytes.getBytes());
  }
}
