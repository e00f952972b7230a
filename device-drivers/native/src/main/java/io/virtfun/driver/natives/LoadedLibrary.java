package io.virtfun.driver.natives;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The library in a runner. What it exports may crash the process: that is what it is for. */
final class LoadedLibrary {
  private static final int RTLD_NOW = 2;
  private static final FunctionDescriptor RUN =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);

  private final byte[] table;
  private final List<MethodHandle> functions;

  private LoadedLibrary(byte[] table, List<MethodHandle> functions) {
    this.table = table;
    this.functions = functions;
  }

  /** <b>Errors:</b> {@link IOException} says what is wrong with the library. */
  static LoadedLibrary load(String path) throws IOException {
    MemorySegment symbol = LinuxCalls.symbol(path, RTLD_NOW, "virtfun_library");
    MemorySegment header = LinuxCalls.at(symbol.address(), TableLayout.TABLE_BYTES);
    require(header, "abi", TableLayout.ABI_OFFSET, TableLayout.ABI);
    require(
        header, "function_bytes", TableLayout.FUNCTION_BYTES_OFFSET, TableLayout.FUNCTION_BYTES);
    int count = header.get(JAVA_INT, TableLayout.COUNT_OFFSET);
    if (count < 1 || count > TableLayout.MAX_FUNCTIONS) {
      throw new IOException(
          "virtfun_library.count: %s (expected: 1..%d)"
              .formatted(Integer.toUnsignedString(count), TableLayout.MAX_FUNCTIONS));
    }
    long at = header.get(JAVA_LONG, TableLayout.FUNCTIONS_OFFSET);
    if (at == 0) {
      throw new IOException("virtfun_library.functions: null");
    }
    MemorySegment all = LinuxCalls.at(at, (long) count * TableLayout.FUNCTION_BYTES);
    return of(all.toArray(JAVA_BYTE), count);
  }

  private static void require(MemorySegment header, String field, long offset, int expected)
      throws IOException {
    int value = header.get(JAVA_INT, offset);
    if (value != expected) {
      throw new IOException(
          "virtfun_library.%s: %s (expected: %d)"
              .formatted(field, Integer.toUnsignedString(value), expected));
    }
  }

  /** Addresses differ from process to process and are taken out of the table. */
  private static LoadedLibrary of(byte[] table, int count) throws IOException {
    MemorySegment bytes = MemorySegment.ofArray(table);
    List<MethodHandle> functions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long offset = (long) i * TableLayout.FUNCTION_BYTES + TableLayout.RUN_OFFSET;
      long address = bytes.get(JAVA_LONG_UNALIGNED, offset);
      if (address == 0) {
        throw new IOException("functions[" + i + "].run: null");
      }
      functions.add(LinuxCalls.function(MemorySegment.ofAddress(address), RUN));
      bytes.set(JAVA_LONG_UNALIGNED, offset, 0);
    }
    return new LoadedLibrary(table, functions);
  }

  byte[] table() {
    return table.clone();
  }

  MethodHandle function(int index) {
    return functions.get(index);
  }
}
