package io.virtfun.driver.kit;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Calls that go well, one or more for each standard function. */
final class Samples {
  private static final byte[] KEY = new byte[32];
  private static final byte[] NONCE = new byte[12];
  private static final Map<String, ?> SECRETS = Map.of("key", KEY, "nonce", NONCE);

  private Samples() {}

  /** With inputs of at most so many bytes. */
  static List<Sample> standard(int mostBytes) {
    byte[] noise = new byte[3 << 20];
    new Random(5).nextBytes(noise);
    byte[] floats = Floats.encode(Floats.random(215_000, 5));
    List<Sample> samples =
        List.of(
            sample("noop", Map.of(), noise, 100),
            sample("echo", Map.of(), noise, Math.min(mostBytes, 3 << 20)),
            sample("crc32c", Map.of(), noise, Math.min(mostBytes, 2_500_000)),
            sample("sha256", Map.of(), noise, Math.min(mostBytes, 1_500_000)),
            sample("aes256gcm.seal", SECRETS, noise, Math.min(mostBytes, 1_200_000)),
            sealed(new byte[Math.min(mostBytes - 16, 1_200_000)]),
            sample("deflate", Map.of("level", 1), noise, Math.min(mostBytes, 1_200_000)),
            deflated(new byte[1_200_000]),
            sample("sgemm", Map.of("m", 37, "n", 53, "k", 27), floats, 4 * 27 * (37 + 53)),
            sample("sgemm", Map.of("m", 37, "n", 530, "k", 270), floats, 4 * 270 * (37 + 530)),
            sample("fft", Map.of("n", 256, "batch", 20), floats, 8 * 256 * 20),
            sample("fft", Map.of("n", 1024, "batch", 20), floats, 8 * 1024 * 20),
            sample("fft", Map.of("n", 8192, "inverse", 1), floats, 8 * 8192),
            sample("sort.i64", Map.of(), noise, Math.min(mostBytes / 8 * 8, 8 * 300_000)));
    return samples.stream().filter(sample -> sample.input().length <= mostBytes).toList();
  }

  private static Sample sample(
      String function, Map<String, ?> parameters, byte[] source, int inputBytes) {
    return Sample.of(function, parameters, Arrays.copyOf(source, inputBytes), 2L * inputBytes + 64);
  }

  private static Sample sealed(byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, NONCE));
      byte[] sealed = cipher.doFinal(text);
      return sample("aes256gcm.open", SECRETS, sealed, sealed.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/GCM/NoPadding (expected: in every Java platform)", e);
    }
  }

  private static Sample deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out, new Deflater(6, 15, true))) {
      deflater.write(content, 0, content.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sample.of("inflate", Map.of(), out.toByteArray(), content.length);
  }
}
