package io.virtfun.driver.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.opencl.CL10.CL_PROGRAM_BINARIES;
import static org.lwjgl.opencl.CL10.CL_PROGRAM_BINARY_SIZES;

import io.virtfun.driver.opencl.OpenCl.Slices;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.Outcome;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

class ProgramTest {
  private static final int BYTES = 65_536;

  /** Writes all of its output, or nothing where the first number is 0. */
  private static final String SOMETIMES =
      """
      kernel void fft_pass(
          global const float *from, global float *to, ulong n, ulong batch, ulong done, float sign,
          float scale) {
        if (get_global_id(0) == 0 && from[0] > 0)
          for (ulong i = 0; i < 2 * n * batch; i++) to[i] = 7;
      }
      """;

  @TempDir Path directory;

  @Test
  void shouldRunTheKernelsOfABinaryWhenOneIsGiven()
      throws DeviceException, IOException, GeneralSecurityException {
    Path file = Files.write(directory.resolve("program.bin"), builtInBinary());
    byte[] message = "abc".getBytes(StandardCharsets.US_ASCII);
    try (OpenClDevice device = OpenCl.open(1, Map.of("program", file.toString()));
        Arena arena = Arena.ofShared()) {
      Slices slices =
          new Slices(arena.allocateFrom(ValueLayout.JAVA_BYTE, message), arena.allocate(32));

      assertEquals(ClFunction.ALL.size(), device.functions().size());
      assertEquals(Outcome.ok(32), OpenCl.start(device, "sha256", Map.of(), slices).join());
      assertArrayEquals(
          MessageDigest.getInstance("SHA-256").digest(message),
          slices.output().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static byte[] builtInBinary() {
    OpenCl.require();
    ClDevice device = ((Devices.Found.One) Devices.find(Options.of(Map.of()))).device();
    ClObjects objects = new ClObjects();
    long context = objects.context(device);
    long program = Program.builtIn(objects, context, device);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long size = stack.nlong(0);
      ClException.check(
          "clGetProgramInfo",
          CL10.nclGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, Long.BYTES, size, 0));
      ByteBuffer bytes = MemoryUtil.memAlloc((int) MemoryUtil.memGetLong(size));
      long address = stack.npointer(MemoryUtil.memAddress(bytes));
      ClException.check(
          "clGetProgramInfo",
          CL10.nclGetProgramInfo(program, CL_PROGRAM_BINARIES, Long.BYTES, address, 0));
      byte[] binary = new byte[bytes.remaining()];
      bytes.get(binary);
      MemoryUtil.memFree(bytes);
      return binary;
    } finally {
      objects.releaseProgram(program);
      objects.releaseContext(context);
    }
  }

  @Test
  void shouldOfferOnlyWhatTheProgramHasKernelsForAndShowNothingItDidNotWrite()
      throws DeviceException, IOException {
    String file = Files.writeString(directory.resolve("sometimes.cl"), SOMETIMES).toString();
    try (OpenClDevice device = OpenCl.open(1, Map.of("program", file, "memory", "copy"));
        Arena arena = Arena.ofShared()) {
      assertEquals(List.of("fft"), names(device));
      for (float first : new float[] {1, 0, 1, 0}) {
        Slices slices = new Slices(arena.allocate(BYTES, 4), arena.allocate(BYTES, 4));
        slices.input().set(ValueLayout.JAVA_FLOAT, 0, first);
        slices.output().fill((byte) 0x55);
        float[] expected = new float[BYTES / 4];
        Arrays.fill(expected, 7 * first);

        assertEquals(
            Outcome.ok(BYTES),
            OpenCl.start(device, "fft", Map.of("n", 2, "batch", BYTES / 16), slices).join());
        assertArrayEquals(expected, slices.output().toArray(ValueLayout.JAVA_FLOAT));
      }
    }
  }

  private static List<String> names(OpenClDevice device) {
    return device.functions().stream().map(each -> each.spec().name()).toList();
  }

  @Test
  void shouldSayWhatTheCompilerSaidWhenTheSourceIsWrong() throws IOException {
    String message = refusal("wrong.cl", "kernel void f() { nowhere(); }");

    assertTrue(message.contains("clBuildProgram"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void shouldBeRefusedWhenTheProgramHasNoKnownKernels() throws IOException {
    String message = refusal("other.cl", "kernel void other(global int *x) { x[0] = 1; }");

    assertTrue(message.endsWith(" has no kernels of a known function"), message);
  }

  @Test
  void shouldBeRefusedWhenTheBinaryIsNone() throws IOException {
    String message = refusal("none.bin", "not a program");

    assertTrue(message.startsWith("options.program: "), message);
  }

  private String refusal(String name, String content) throws IOException {
    OpenCl.require();
    String file = Files.writeString(directory.resolve(name), content).toString();
    DeviceException refused =
        assertThrows(DeviceException.class, () -> OpenCl.open(1, Map.of("program", file)));
    return refused.getMessage();
  }
}
