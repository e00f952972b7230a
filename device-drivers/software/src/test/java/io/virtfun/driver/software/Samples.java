package io.virtfun.driver.software;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Calls that go well, one or more for each function of the standard catalogue. */
final class Samples {
  private static final byte[] KEY = new byte[32];
  private static final byte[] NONCE = new byte[12];

  private Samples() {}

  /** A call, with a capacity that suffices. */
  static final class Sample {
    private final String function;
    private final Map<String, ?> parameters;
    private final byte[] input;
    private final long capacityBytes;

    private Sample(String function, Map<String, ?> parameters, byte[] input, long capacityBytes) {
      this.function = function;
      this.parameters = parameters;
      this.input = input;
      this.capacityBytes = capacityBytes;
    }

    String function() {
      return function;
    }

    Map<String, ?> parameters() {
      return parameters;
    }

    byte[] input() {
      return input.clone();
    }

    long capacityBytes() {
      return capacityBytes;
    }

    @Override
    public String toString() {
      return function + " of " + input.length + " bytes";
    }
  }

  static List<Sample> all() throws GeneralSecurityException, IOException {
    byte[] noise = new byte[3 << 20];
    new Random(5).nextBytes(noise);
    byte[] floats = Floats.encode(Floats.random(215_000, 5));
    return List.of(
        sample("noop", Map.of(), noise, 100),
        sample("echo", Map.of(), noise, 3 << 20),
        sample("crc32c", Map.of(), noise, 2_500_000),
        sample("sha256", Map.of(), noise, 1_500_000),
        sample("aes256gcm.seal", Map.of("key", KEY, "nonce", NONCE), noise, 1_200_000),
        sealed(new byte[1_200_000]),
        sample("deflate", Map.of("level", 1), noise, 1_200_000),
        deflated(new byte[1_200_000]),
        sample("sgemm", Map.of("m", 37, "n", 530, "k", 270), floats, 4 * 270 * (37 + 530)),
        sample("fft", Map.of("n", 1024, "batch", 20), floats, 8 * 1024 * 20),
        sample("fft", Map.of("n", 8192, "inverse", 1), floats, 8 * 8192),
        sample("sort.i64", Map.of(), noise, 8 * 300_000));
  }

  private static Sample sample(
      String function, Map<String, ?> parameters, byte[] source, int inputBytes) {
    return new Sample(
        function, parameters, Arrays.copyOf(source, inputBytes), 2L * inputBytes + 64);
  }

  private static Sample sealed(byte[] text) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, NONCE));
    byte[] sealed = cipher.doFinal(text);
    return sample("aes256gcm.open", Map.of("key", KEY, "nonce", NONCE), sealed, sealed.length);
  }

  private static Sample deflated(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out, new Deflater(6, 15, true))) {
      deflater.write(content, 0, content.length);
    }
    return new Sample("inflate", Map.of(), out.toByteArray(), content.length);
  }
}
