package io.virtfun.broker.vm;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.virtfun.guest.CallException;
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
 * A guest to which things happen: attaches, says {@code attached}, hashes inputs of random sizes,
 * several at a time, checks every digest, and says {@code calling} after each round.
 *
 * <p>Arguments: address; rounds, 0: until its calls fail, of which it says {@code lost} and why.
 */
final class GuestUnderFault {
  private static final int CALLS = 16;
  private static final int MOST_BYTES = 64 << 10;

  private GuestUnderFault() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    Vertx vertx = Vertx.vertx(VirtFun.vertxOptions().setEventLoopPoolSize(1));
    Session session = VirtFun.connect(vertx, arguments[0]).await();
    System.out.println("attached");
    VFunction sha256 = session.function("sha256");
    Random random = new Random();
    try {
      for (int round = 0; rounds == 0 || round < rounds; round++) {
        round(sha256, random);
        System.out.println("calling");
      }
      session.close().await();
      System.out.println("done, stray completions: " + session.strayCompletions());
    } catch (CallException e) {
      System.out.println("lost " + e.getClass().getSimpleName() + " " + e.getMessage());
    }
    System.exit(0);
  }

  private static void round(VFunction sha256, Random random) throws Exception {
    List<byte[]> inputs = new ArrayList<>();
    List<Future<Result>> results = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      byte[] input = new byte[random.nextInt(MOST_BYTES)];
      random.nextBytes(input);
      inputs.add(input);
      results.add(sha256.call(Buffer.buffer(input)));
    }
    for (int i = 0; i < CALLS; i++) {
      byte[] digest = results.get(i).await().output().getBytes();
      if (!Arrays.equals(MessageDigest.getInstance("SHA-256").digest(inputs.get(i)), digest)) {
        System.out.println("wrong digest of " + inputs.get(i).length + " bytes");
        System.exit(1);
      }
    }
  }
}
