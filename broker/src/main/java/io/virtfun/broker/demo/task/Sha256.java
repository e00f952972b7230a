package io.virtfun.broker.demo.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteOrder;

/**
 * SHA-256, written down from its definition.
 *
 * <p><b>Source:</b> FIPS 180-4, sections 4.1.2, 4.2.2, 5.1.1, 5.3.3 and 6.2.
 */
final class Sha256 {
  private static final int BLOCK_BYTES = 64;
  private static final int ROUNDS = 64;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int[] START = new int[8];
  private static final int[] K = new int[ROUNDS];

  static {
    BigInteger prime = BigInteger.TWO;
    for (int i = 0; i < ROUNDS; i++) {
      if (i < START.length) {
        START[i] = fraction(new BigDecimal(prime).sqrt(MathContext.DECIMAL128));
      }
      K[i] = fraction(cubeRoot(prime));
      prime = prime.nextProbablePrime();
    }
  }

  private final int[] hash = START.clone();
  private final int[] w = new int[ROUNDS];

  private Sha256() {}

  /** The first 32 bits behind the point. */
  private static int fraction(BigDecimal number) {
    return number
        .remainder(BigDecimal.ONE)
        .multiply(BigDecimal.valueOf(1L << 32))
        .toBigInteger()
        .intValue();
  }

  /** Newton's method, from the nearest double. */
  private static BigDecimal cubeRoot(BigInteger number) {
    MathContext precision = MathContext.DECIMAL128;
    BigDecimal cube = new BigDecimal(number);
    BigDecimal root = BigDecimal.valueOf(Math.cbrt(number.doubleValue()));
    for (int i = 0; i < 3; i++) {
      BigDecimal quotient = cube.divide(root.multiply(root), precision);
      root = root.add(root).add(quotient).divide(BigDecimal.valueOf(3), precision);
    }
    return root;
  }

  static byte[] of(byte[] content) {
    Sha256 sha = new Sha256();
    int whole = content.length - content.length % BLOCK_BYTES;
    for (int at = 0; at < whole; at += BLOCK_BYTES) {
      sha.add(content, at);
    }
    byte[] padded = padded(content, whole);
    for (int at = 0; at < padded.length; at += BLOCK_BYTES) {
      sha.add(padded, at);
    }
    byte[] digest = new byte[32];
    for (int i = 0; i < sha.hash.length; i++) {
      WORD.set(digest, 4 * i, sha.hash[i]);
    }
    return digest;
  }

  /** The rest, a one bit, zeros, and the length in bits: one or two blocks. */
  private static byte[] padded(byte[] content, int from) {
    int rest = content.length - from;
    byte[] padded = new byte[rest + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES];
    System.arraycopy(content, from, padded, 0, rest);
    padded[rest] = (byte) 0x80;
    long bits = 8L * content.length;
    WORD.set(padded, padded.length - 8, (int) (bits >>> 32));
    WORD.set(padded, padded.length - 4, (int) bits);
    return padded;
  }

  private void add(byte[] block, int at) {
    schedule(block, at);
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int t = 0; t < ROUNDS; t++) {
      int sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      int t1 = h + sum1 + ((e & f) ^ (~e & g)) + K[t] + w[t];
      int sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      int t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }

  private void schedule(byte[] block, int at) {
    for (int t = 0; t < 16; t++) {
      w[t] = (int) WORD.get(block, at + 4 * t);
    }
    for (int t = 16; t < ROUNDS; t++) {
      int sigma1 = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10);
      int sigma0 = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3);
      w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
  }

  private static int turn(int word, int bits) {
    return Integer.rotateRight(word, bits);
  }
}
