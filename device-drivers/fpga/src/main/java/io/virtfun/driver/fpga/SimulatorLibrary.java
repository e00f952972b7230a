package io.virtfun.driver.fpga;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The simulation's C interface, bound.
 *
 * <p>A library stays loaded: the code of a thread that ends late must not go. <b>Thread:</b> any.
 * <b>Source:</b> {@code virtfun_sim.cpp}.
 */
@SuppressWarnings("restricted")
final class SimulatorLibrary {
  private static final Map<Path, SimulatorLibrary> LOADED = new ConcurrentHashMap<>();

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle read;
  private final MethodHandle write;
  private final MethodHandle map;
  private final MethodHandle unmap;

  private SimulatorLibrary(Path file) {
    SymbolLookup library = SymbolLookup.libraryLookup(file, Arena.global());
    open = bind(library, "open", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    close = bind(library, "close", FunctionDescriptor.ofVoid(ADDRESS));
    read = bind(library, "read", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    write = bind(library, "write", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
    map =
        bind(
            library,
            "map",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT));
    unmap = bind(library, "unmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  }

  /** <b>Errors:</b> {@link IllegalArgumentException} where the file is no such library. */
  static SimulatorLibrary load(Path file) {
    return LOADED.computeIfAbsent(file, SimulatorLibrary::new);
  }

  private static MethodHandle bind(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return NativeCalls.bindPlain(library, "virtfun_sim_" + name, descriptor);
  }

  /** A simulation, which signals an event descriptor. */
  MemorySegment open(int eventFd) {
    try {
      return (MemorySegment) open.invokeExact(eventFd);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** Ends a simulation; its thread has ended when this returns. */
  void close(MemorySegment simulation) {
    try {
      close.invokeExact(simulation);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  int read(MemorySegment simulation, int offset) {
    try {
      return (int) read.invokeExact(simulation, offset);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  void write(MemorySegment simulation, int offset, int value) {
    try {
      write.invokeExact(simulation, offset, value);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** 0, or negative where the window overlaps another. */
  int map(MemorySegment simulation, long address, MemorySegment memory) {
    try {
      return (int)
          map.invokeExact(
              simulation, address, memory.byteSize(), memory, memory.isReadOnly() ? 0 : 1);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** 0, or negative where there is no such window. */
  int unmap(MemorySegment simulation, long address) {
    try {
      return (int) unmap.invokeExact(simulation, address);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }
}
