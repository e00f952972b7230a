package io.virtfun.guest;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import io.virtfun.shm.Catalogue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the test host can run: the functions that the contracts call, described as a broker does.
 */
final class TestFunctions {
  static final String DEVICE = "test0";
  static final int DEVICE_NUMBER = 7;

  private static final List<FunctionSpec> SPECS =
      List.of(
          spec("noop", 1, SizeRule.any(), SizeRule.exactly(Term.constant(0))),
          spec("echo", 1, SizeRule.any(), SizeRule.exactly(Term.input(1))),
          spec("sha256", 1, SizeRule.any(), SizeRule.exactly(Term.constant(32))),
          spec(
              "deflate",
              1,
              SizeRule.any(),
              SizeRule.atMost(Term.input(2), Term.constant(64)),
              Parameter.u32("level", 0, 9).orElse(6)),
          spec("inflate", 1, SizeRule.any(), SizeRule.any()),
          spec(
              "sort.i64",
              8,
              SizeRule.multiple(8, 0, SizeRule.MAX_BYTES),
              SizeRule.exactly(Term.input(1)),
              Parameter.u32("descending", 0, 1).orElse(0)),
          spec(
              "aes256gcm.seal",
              1,
              SizeRule.any(),
              SizeRule.exactly(Term.input(1), Term.constant(16)),
              Parameter.bytes("key", 32),
              Parameter.bytes("nonce", 12)));

  private TestFunctions() {}

  private static FunctionSpec spec(
      String name, int alignment, SizeRule input, SizeRule output, Parameter... parameters) {
    return new FunctionSpec(
        name, 1, "Test " + name, true, alignment, List.of(parameters), input, output);
  }

  /** The catalogue; ids are not the positions, so that mixing them up shows. */
  static Catalogue catalogue() {
    List<Catalogue.Function> functions = new ArrayList<>();
    for (int i = 0; i < SPECS.size(); i++) {
      functions.add(new Catalogue.Function(10 + i, SPECS.get(i)));
    }
    return new Catalogue(
        functions,
        List.of(new Catalogue.Device(DEVICE_NUMBER, DEVICE)),
        new Catalogue.Capacity(functions.size() + 1, 3));
  }

  /** The output, or null for data that the function refuses. */
  static byte[] run(Arguments arguments, byte[] input) {
    return switch (arguments.function().name()) {
      case "noop" -> new byte[0];
      case "echo" -> input;
      case "sha256" -> sha256(input);
      case "deflate" -> deflate(input, (int) arguments.whole(0));
      case "inflate" -> inflate(input);
      case "sort.i64" -> sort(input, arguments.whole(0) == 1);
      case "aes256gcm.seal" -> seal(arguments.bytes(0), arguments.bytes(1), input);
      case String other -> throw new AssertionError(other);
    };
  }

  static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] seal(byte[] key, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] deflate(byte[] input, int level) {
    try (Deflater deflater = new Deflater(level, true)) {
      deflater.setInput(input);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      while (!deflater.finished()) {
        out.write(part, 0, deflater.deflate(part));
      }
      return out.toByteArray();
    }
  }

  static byte[] inflate(byte[] input) {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(input);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        if (count == 0 && !inflater.finished()) {
          return null;
        }
        out.write(part, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException _) {
      return null;
    }
  }

  private static byte[] sort(byte[] input, boolean descending) {
    long[] numbers = new long[input.length / 8];
    ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
    Arrays.sort(numbers);
    ByteBuffer output = ByteBuffer.allocate(input.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.length; i++) {
      output.putLong(numbers[descending ? numbers.length - 1 - i : i]);
    }
    return output.array();
  }
}
