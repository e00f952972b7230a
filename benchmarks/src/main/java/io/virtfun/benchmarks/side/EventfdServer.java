package io.virtfun.benchmarks.side;

import io.virtfun.benchmarks.CProgram;
import java.nio.file.Path;

/** Compiles the program that is both sides of the ping-pong; its address is the program. */
record EventfdServer(String address) implements Server {
  static Server serve(Path folder) {
    return new EventfdServer(CProgram.compile(folder, EventfdServer.class, "eventfd.c").toString());
  }

  @Override
  public void close() {
    // The folder is its caller's.
  }
}
