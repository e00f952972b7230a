package io.virtfun.broker.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.guest.Result;
import io.virtfun.guest.Session;
import io.virtfun.guest.VFunction;
import io.virtfun.guest.VirtFun;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A guest: hashes inputs of random sizes, several at a time, and checks every digest.
 *
 * <p>Arguments: address, rounds (0: until killed, or until a byte comes on its input), seed. Prints
 * {@code calling} after the first round and {@code done CALLS} at the end.
 */
final class GuestProgram {
  private static final int CALLS_PER_ROUND = 16;

  private GuestProgram() {}

  public static void main(String[] arguments) {
    try {
      run(arguments);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    Random random = new Random(Long.parseLong(arguments[2]));
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    Session session = VirtFun.connect(vertx, arguments[0]).await();
    VFunction sha256 = session.function("sha256");
    int calls = 0;
    for (int round = 0; rounds == 0 ? System.in.available() == 0 : round < rounds; round++) {
      calls += round(sha256, random);
      if (round == 0) {
        System.out.println("calling");
      }
    }
    session.close().await();
    System.out.println("done " + calls);
    vertx.close().await();
  }

  private static int round(VFunction sha256, Random random) throws Exception {
    List<byte[]> inputs = new ArrayList<>();
    List<Future<Result>> results = new ArrayList<>();
    for (int i = 0; i < CALLS_PER_ROUND; i++) {
      byte[] input = new byte[random.nextInt(64 * 1024)];
      random.nextBytes(input);
      inputs.add(input);
      results.add(sha256.call(Buffer.buffer(input)));
    }
    for (int i = 0; i < CALLS_PER_ROUND; i++) {
      byte[] digest = results.get(i).await().output().getBytes();
      if (!Arrays.equals(digest, MessageDigest.getInstance("SHA-256").digest(inputs.get(i)))) {
        throw new IllegalStateException("wrong digest of " + inputs.get(i).length + " bytes");
      }
    }
    return CALLS_PER_ROUND;
  }
}
