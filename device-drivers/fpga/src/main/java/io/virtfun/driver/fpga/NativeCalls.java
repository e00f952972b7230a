package io.virtfun.driver.fpga;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * How native functions are bound; those of the C library with {@code errno} captured.
 *
 * <p><b>Thread:</b> any.
 */
@SuppressWarnings("restricted")
final class NativeCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

  private NativeCalls() {}

  /** A function of the C library that answers an {@code int}. */
  static MethodHandle bind(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(JAVA_INT, arguments), CAPTURE);
  }

  /** A function of the C library that answers a {@code long} or an address. */
  static MethodHandle bindLong(String name, MemoryLayout... arguments) {
    return bind(name, FunctionDescriptor.of(JAVA_LONG, arguments), CAPTURE);
  }

  /** A function of the C library with a variable number of arguments, used with these. */
  static MethodHandle bindVariadic(String name, int firstVariadic, MemoryLayout... arguments) {
    return bind(
        name,
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.firstVariadicArg(firstVariadic),
        CAPTURE);
  }

  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /** A function of another library. */
  static MethodHandle bindPlain(SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
  }

  /** Where a call of this thread leaves its {@code errno}. */
  static MemorySegment callState() {
    return STATE.get();
  }

  /** The answer, or {@code -errno}. */
  static int result(int answer, MemorySegment state) {
    return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
  }

  /** The answer, or {@code -errno}. */
  static long result(long answer, MemorySegment state) {
    return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
  }

  /** What a bound function cannot throw. */
  static IllegalStateException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    return new IllegalStateException(e);
  }
}
