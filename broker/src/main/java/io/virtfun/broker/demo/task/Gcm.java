package io.virtfun.broker.demo.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM, put together from its parts: the JDK gives only the block cipher.
 *
 * <p><b>Source:</b> NIST SP 800-38D, sections 6.3 to 6.5 and 7.1, with 96-bit nonces.
 */
final class Gcm {
  static final int TAG_BYTES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final int BLOCKS_AT_ONCE = 1024;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Cipher cipher;
  private final byte[] counterBlock;
  private final Ghash ghash;

  private Gcm(byte[] key, byte[] nonce) throws GeneralSecurityException {
    cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    counterBlock = Arrays.copyOf(nonce, BLOCK_BYTES);
    ghash = new Ghash(cipher.doFinal(new byte[BLOCK_BYTES]));
  }

  /** The ciphertext and behind it the tag. */
  static byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] text) {
    try {
      return new Gcm(key, nonce).seal(aad, text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/ECB/NoPadding with a 256-bit key", e);
    }
  }

  private byte[] seal(byte[] aad, byte[] text) throws GeneralSecurityException {
    byte[] sealed = Arrays.copyOf(text, text.length + TAG_BYTES);
    xorKeyStream(sealed, text.length, 2);
    ghash.add(aad, aad.length);
    ghash.add(sealed, text.length);
    byte[] tag = ghash.digest(8L * aad.length, 8L * text.length);
    xorKeyStream(tag, TAG_BYTES, 1);
    System.arraycopy(tag, 0, sealed, text.length, TAG_BYTES);
    return sealed;
  }

  /** Encrypts in place, with the block counter starting at {@code counter}. */
  private void xorKeyStream(byte[] text, int length, int counter) throws GeneralSecurityException {
    byte[] stream = new byte[BLOCKS_AT_ONCE * BLOCK_BYTES];
    for (int at = 0; at < length; at += stream.length, counter += BLOCKS_AT_ONCE) {
      for (int block = 0; block < BLOCKS_AT_ONCE; block++) {
        System.arraycopy(counterBlock, 0, stream, block * BLOCK_BYTES, BLOCK_BYTES);
        INT.set(stream, block * BLOCK_BYTES + 12, counter + block);
      }
      cipher.update(stream, 0, stream.length, stream, 0);
      int count = Math.min(stream.length, length - at);
      for (int i = 0; i < count; i++) {
        text[at + i] ^= stream[i];
      }
    }
  }
}
