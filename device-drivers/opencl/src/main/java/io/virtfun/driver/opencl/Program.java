package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_PROGRAM_BUILD_LOG;
import static org.lwjgl.system.MemoryUtil.memAddress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * The program that holds the kernels: the built-in source, or a file of the operator's, which is
 * source where its name ends with {@code .cl} and else binary.
 */
final class Program {
  private static final List<String> SOURCES = List.of("sgemm.cl", "sha256.cl", "fft.cl", "sort.cl");
  private static final long MAX_FILE_BYTES = 1L << 30;
  private static final int MAX_LOG_CHARACTERS = 400;

  private Program() {}

  /** Builds the built-in source. */
  static long builtIn(ClObjects objects, long context, ClDevice device) {
    StringBuilder source = new StringBuilder();
    SOURCES.forEach(name -> source.append(resource(name)));
    return fromSource(objects, context, device, source.toString());
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Program.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds or loads a file. <b>Errors:</b> {@link IOException} where it cannot be read. */
  static long ofFile(ClObjects objects, long context, ClDevice device, Path file)
      throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + ": larger than 1 GiB");
    }
    if (file.toString().endsWith(".cl")) {
      return fromSource(objects, context, device, Files.readString(file));
    }
    return fromBinary(objects, context, device, Files.readAllBytes(file));
  }

  private static long fromSource(ClObjects objects, long context, ClDevice device, String source) {
    ByteBuffer text = MemoryUtil.memUTF8(source);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long strings = stack.npointer(memAddress(text));
      long program =
          objects.made(
              "clCreateProgramWithSource",
              error -> CL10.nclCreateProgramWithSource(context, 1, strings, 0, error));
      return build(objects, program, device, "-cl-std=CL1.2");
    } finally {
      MemoryUtil.memFree(text);
    }
  }

  private static long fromBinary(ClObjects objects, long context, ClDevice device, byte[] binary) {
    ByteBuffer bytes = MemoryUtil.memAlloc(binary.length).put(0, binary);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long handle = stack.npointer(device.handle());
      long length = stack.npointer(binary.length);
      long address = stack.npointer(memAddress(bytes));
      long status = stack.nint(0);
      long program =
          objects.made(
              "clCreateProgramWithBinary",
              error ->
                  CL10.nclCreateProgramWithBinary(
                      context, 1, handle, length, address, status, error));
      return build(objects, program, device, "");
    } finally {
      MemoryUtil.memFree(bytes);
    }
  }

  private static long build(ClObjects objects, long program, ClDevice device, String options) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long handle = stack.npointer(device.handle());
      long text = memAddress(stack.ASCII(options));
      int code = CL10.nclBuildProgram(program, 1, handle, text, 0, 0);
      if (code != ClCode.SUCCESS) {
        String log = log(program, device.handle());
        objects.releaseProgram(program);
        throw new ClException("clBuildProgram" + log, code);
      }
      return program;
    }
  }

  /** The start of what the compiler said, in one line. */
  private static String log(long program, long device) {
    String log =
        ClInfo.text(
                "clGetProgramBuildInfo",
                (size, value, needed) ->
                    CL10.nclGetProgramBuildInfo(
                        program, device, CL_PROGRAM_BUILD_LOG, size, value, needed))
            .replaceAll("\\s+", " ");
    if (log.isBlank()) {
      return "";
    }
    return " (" + log.substring(0, Math.min(MAX_LOG_CHARACTERS, log.length())) + ")";
  }

  /** The functions all of whose kernels the program has. */
  static List<ClFunction> functions(ClObjects objects, long program) {
    List<ClFunction> known = new ArrayList<>();
    for (ClFunction function : ClFunction.ALL) {
      if (function.kernels().stream().allMatch(name -> has(objects, program, name))) {
        known.add(function);
      }
    }
    return known;
  }

  private static boolean has(ClObjects objects, long program, String kernel) {
    try {
      objects.releaseKernel(objects.kernel(program, kernel));
      return true;
    } catch (ClException e) {
      if (e.code() == ClCode.INVALID_KERNEL_NAME) {
        return false;
      }
      throw e;
    }
  }
}
