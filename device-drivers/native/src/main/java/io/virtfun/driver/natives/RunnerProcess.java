package io.virtfun.driver.natives;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A runner as the device sees it: a process that loaded the library, or is about to.
 *
 * <p><b>Thread:</b> one at a time; {@link #kill} any.
 */
final class RunnerProcess implements AutoCloseable {
  private static final long START_SECONDS = 30;
  private static final long END_MILLIS = 1000;
  private static final int SIGNALLED = 128;

  private final Process process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private volatile boolean ready;

  private RunnerProcess(Process process) {
    this.process = process;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
  }

  /** Starts a process; {@link #hello} waits for it. */
  static RunnerProcess start(Staging staging, Path library) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(staging, library));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new RunnerProcess(builder.start());
  }

  private static List<String> command(Staging staging, Path library) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        ownClasses(),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx32m",
        "-Xss8m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-XX:+SuppressFatalErrorMessage",
        Runner.class.getName(),
        Long.toString(ProcessHandle.current().pid()),
        staging.path(),
        Long.toString(staging.layout().areaBytes()),
        library.toString());
  }

  private static String ownClasses() throws IOException {
    try {
      return Path.of(Runner.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException("the driver's classes are not in a file", e);
    }
  }

  /**
   * Waits until the library is loaded and answers its table.
   *
   * <p><b>Errors:</b> {@link IOException} says why it is not; the process has ended.
   */
  byte[] hello() throws IOException {
    CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              if (!ready) {
                kill();
              }
            });
    try {
      Message.Hello hello = Message.Hello.readFrom(in);
      if (!hello.isLoaded()) {
        throw new IOException(hello.reason());
      }
      return hello.table();
    } catch (EOFException _) {
      throw new IOException("the library's process " + howItEnded() + " while it loaded");
    } catch (IOException e) {
      close();
      throw e;
    } finally {
      ready = true;
    }
  }

  /**
   * Runs a call. <b>Errors:</b> {@link IOException} when the process ended or answers another call;
   * it has ended then.
   */
  Message.Reply call(Message.Request request) throws IOException {
    Message.Reply reply;
    try {
      request.writeTo(out);
      reply = Message.Reply.readFrom(in);
    } catch (IOException _) {
      throw new IOException("the library's process " + howItEnded());
    }
    if (reply.sequence() != request.sequence()) {
      close();
      throw new IOException("garbage from the library's process");
    }
    return reply;
  }

  /** Waits for the end of a process whose pipe has ended, and says it in words. */
  private String howItEnded() {
    try {
      if (!process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
        return "closed its pipes";
      }
      int code = process.exitValue();
      return code > SIGNALLED
          ? "ended by signal " + (code - SIGNALLED)
          : "ended with exit code " + code;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "ended";
    } finally {
      close();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Ends the process; a call in it ends with an error. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    closePipe(out);
    closePipe(in);
  }

  private static void closePipe(Closeable pipe) {
    try {
      pipe.close();
    } catch (IOException _) {
      // What was still to be written has no reader any more.
    }
  }
}
