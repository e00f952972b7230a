package io.virtfun.driver.natives;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The main class of a runner: loads the library, then runs the calls that come over standard input,
 * one at a time, until that ends.
 *
 * <p>Arguments: process id of the device, path of the memory, size of its areas, the library.
 */
final class Runner {
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int[] SIGNALS_OF_THE_TERMINAL = {1, 2, 15};
  private static final long LOOK_MILLIS = 500;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final GuardedMemory memory;
  private final MemorySegment written = Arena.global().allocate(ValueLayout.JAVA_LONG);

  private Runner(DataInputStream in, DataOutputStream out, GuardedMemory memory) {
    this.in = in;
    this.out = out;
    this.memory = memory;
  }

  public static void main(String[] arguments) {
    endWith(Long.parseLong(arguments[0]));
    try (DataInputStream in = new DataInputStream(new FileInputStream("/proc/self/fd/0"));
        DataOutputStream out = new DataOutputStream(new FileOutputStream("/proc/self/fd/1"))) {
      // What the library prints must not get between the answers; nor may it take the requests.
      LinuxCalls.dup2(STDERR, STDOUT);
      LinuxCalls.dup2(STDERR, 0);
      for (int signal : SIGNALS_OF_THE_TERMINAL) {
        LinuxCalls.ignore(signal);
      }
      StagingLayout layout = new StagingLayout(Long.parseLong(arguments[2]));
      GuardedMemory memory = new GuardedMemory(arguments[1], layout);
      // Payload would be in it. The files above could not be opened afterwards.
      LinuxCalls.forbidDumps();
      new Runner(in, out, memory).serve(arguments[3]);
    } catch (IOException _) {
      // The device is gone, or sees the pipe end.
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  /** A runner busy in a function does not see its input end. */
  private static void endWith(long device) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L)
                  == device) {
                try {
                  Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException _) {
                  break;
                }
              }
              Runtime.getRuntime().halt(1);
            });
  }

  private void serve(String path) throws IOException {
    LoadedLibrary library;
    try {
      library = LoadedLibrary.load(path);
    } catch (IOException e) {
      Message.Hello.refused(String.valueOf(e.getMessage())).writeTo(out);
      return;
    }
    Message.Hello.loaded(library.table()).writeTo(out);
    while (true) {
      Message.Request request;
      try {
        request = Message.Request.readFrom(in);
      } catch (EOFException _) {
        return;
      }
      run(library, request).writeTo(out);
    }
  }

  private Message.Reply run(LoadedLibrary library, Message.Request request) throws IOException {
    written.set(ValueLayout.JAVA_LONG, 0, 0);
    try {
      int code =
          (int)
              library
                  .function(request.function())
                  .invokeExact(
                      memory.input(request),
                      request.inputBytes(),
                      memory.output(request),
                      request.capacityBytes(),
                      written,
                      memory.arguments(),
                      memory.cancel());
      return new Message.Reply(request.sequence(), code, written.get(ValueLayout.JAVA_LONG, 0));
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }
}
