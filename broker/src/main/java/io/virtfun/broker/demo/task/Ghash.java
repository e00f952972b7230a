package io.virtfun.broker.demo.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The keyed hash of GCM: a polynomial over the field of 2^128 elements, whose products are summed
 * bit by bit.
 *
 * <p>The first bit of a block is the coefficient of x^0 and the highest bit of the first word.
 *
 * <p><b>Source:</b> NIST SP 800-38D, sections 6.3 and 6.4.
 */
final class Ghash {
  private static final int BLOCK_BYTES = 16;

  /** 1 + x + x^2 + x^7, what x^128 is congruent to. */
  private static final long REDUCTION = 0xE1L << 56;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Products of the key and x^i, first and second words. */
  private final long[] first = new long[128];

  private final long[] second = new long[128];
  private long hash1;
  private long hash2;

  Ghash(byte[] key) {
    long v1 = (long) LONG.get(key, 0);
    long v2 = (long) LONG.get(key, 8);
    for (int i = 0; i < 128; i++) {
      first[i] = v1;
      second[i] = v2;
      long carry = v2 & 1;
      v2 = (v1 << 63) | (v2 >>> 1);
      v1 = (v1 >>> 1) ^ (-carry & REDUCTION);
    }
  }

  /** Adds bytes, padded with zeros to whole blocks. */
  void add(byte[] bytes, int length) {
    int whole = length - length % BLOCK_BYTES;
    for (int at = 0; at < whole; at += BLOCK_BYTES) {
      add((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8));
    }
    if (whole < length) {
      byte[] last = Arrays.copyOf(Arrays.copyOfRange(bytes, whole, length), BLOCK_BYTES);
      add((long) LONG.get(last, 0), (long) LONG.get(last, 8));
    }
  }

  private void add(long word1, long word2) {
    long x1 = hash1 ^ word1;
    long x2 = hash2 ^ word2;
    long sum1 = 0;
    long sum2 = 0;
    for (int i = 0; i < 64; i++) {
      long mask1 = (x1 << i) >> 63;
      long mask2 = (x2 << i) >> 63;
      sum1 ^= (mask1 & first[i]) ^ (mask2 & first[64 + i]);
      sum2 ^= (mask1 & second[i]) ^ (mask2 & second[64 + i]);
    }
    hash1 = sum1;
    hash2 = sum2;
  }

  /** Adds the lengths and gives the hash. */
  byte[] digest(long aadBits, long textBits) {
    add(aadBits, textBits);
    byte[] digest = new byte[BLOCK_BYTES];
    LONG.set(digest, 0, hash1);
    LONG.set(digest, 8, hash2);
    return digest;
  }
}
