package io.virtfun.vm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running virtual machine.
 *
 * <p><b>Thread:</b> any; its listener is called on two threads of its own, one for what the program
 * says and the end, one for the console.
 *
 * <p><b>Ownership:</b> who starts it closes it. QEMU does not outlive this process.
 */
public final class VirtualMachine implements AutoCloseable {
  private static final int MOST_LINE_BYTES = 1 << 20;
  private static final int MOST_CONSOLE_LINE_BYTES = 1 << 12;
  private static final Pattern EXIT = Pattern.compile(Lines.INIT_MARK + "exit (\\d{1,3})");
  private static final String START = Lines.INIT_MARK + "start";

  /**
   * The kernel kills QEMU with the thread that has started it, and the terminal's Ctrl-C does not
   * reach another session. Both hand over to the next program without a fork.
   */
  private static final List<String> LEASH = List.of("setpriv", "--pdeathsig", "KILL", "setsid");

  private final VmSettings settings;
  private final VmListener listener;
  private final @Nullable Tap tap;
  private final Console console = new Console();
  private final CompletableFuture<Process> process = new CompletableFuture<>();
  private final CompletableFuture<Qmp> qmp = new CompletableFuture<>();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile boolean stopped;
  private volatile boolean rebooting;
  private volatile int status = -1;

  private VirtualMachine(VmSettings settings, VmListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.tap = settings.network() == Network.TAP ? Tap.reserve() : null;
  }

  /** <b>Errors:</b> {@link VmException} where QEMU cannot be started. */
  public static VirtualMachine start(VmSettings settings, VmListener listener) {
    VirtualMachine machine = new VirtualMachine(settings, listener);
    Path folder = null;
    ServerSocketChannel server;
    try {
      folder = RunFolder.create(settings.runScript(), machine.tap);
      server = Qmp.listen(RunFolder.socket(folder));
    } catch (IOException e) {
      Tap.release(machine.tap);
      if (folder != null) {
        RunFolder.delete(folder);
      }
      throw new VmException("cannot start " + settings.name() + ": " + e.getMessage(), e);
    }
    Path made = folder;
    machine.thread("vm", () -> machine.run(made, server));
    try {
      machine.process.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new VmException("cannot start " + settings.name() + ": " + cause.getMessage(), cause);
    }
    return machine;
  }

  private Thread thread(String role, Runnable action) {
    return Thread.ofPlatform().daemon().name(settings.name() + "-" + role).start(action);
  }

  /** QEMU's whole life: the thread that starts it must not end before it. */
  private void run(Path folder, ServerSocketChannel server) {
    Outcome how = new Outcome.Stopped();
    try (server) {
      Process qemu = launch(folder);
      Thread control = thread("qmp", () -> connect(folder, server));
      try {
        how = outcomeOf(listen(qemu));
      } finally {
        qemu.destroyForcibly();
        qemu.onExit().join();
        server.close();
        join(control);
        closeControl();
      }
    } catch (IOException e) {
      console.add(settings.name() + ": " + e.getMessage());
    } finally {
      Tap.release(tap);
      try {
        RunFolder.delete(folder);
      } finally {
        end(how);
      }
    }
  }

  private Process launch(Path folder) throws IOException {
    List<String> command = new ArrayList<>(LEASH);
    try {
      command.addAll(new QemuCommandLine(settings, tap).arguments(folder));
      Process qemu = new ProcessBuilder(command).start();
      process.complete(qemu);
      return qemu;
    } catch (IOException | RuntimeException e) {
      // Whoever starts the machine waits for one or the other.
      process.completeExceptionally(e);
      throw e;
    }
  }

  /** QEMU's exit code, once it has said everything. */
  private int listen(Process qemu) {
    Thread errors =
        thread(
            "console",
            () -> new Lines(MOST_CONSOLE_LINE_BYTES, this::show).readAll(qemu.getErrorStream()));
    new Lines(MOST_LINE_BYTES, this::hear).readAll(qemu.getInputStream());
    join(errors);
    return qemu.onExit().join().exitValue();
  }

  /** Nobody interrupts a machine's own threads. */
  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void closeControl() throws IOException {
    if (!qmp.isCompletedExceptionally()) {
      qmp.join().close();
    }
  }

  private void connect(Path folder, ServerSocketChannel server) {
    try (server) {
      qmp.complete(Qmp.accept(server));
    } catch (IOException | RuntimeException e) {
      qmp.completeExceptionally(e);
    }
    // QEMU has read the script and needs no other way in.
    RunFolder.delete(folder);
  }

  private void show(String line) {
    console.add(line);
    listener.console(line);
    if (rebooting && line.contains(Console.PANIC)) {
      destroy();
    }
  }

  private void hear(String line) {
    Matcher exit = EXIT.matcher(line);
    if (line.equals(START)) {
      if (rebooting) {
        rebooting = false;
        control("set-action", Map.of("reboot", "shutdown"));
      }
      listener.started();
    } else if (exit.matches()) {
      status = Integer.parseInt(exit.group(1));
      destroy();
    } else {
      listener.said(line);
    }
  }

  private Outcome outcomeOf(int code) {
    if (status >= 0) {
      return new Outcome.Exited(status);
    }
    if (stopped) {
      return new Outcome.Stopped();
    }
    return code == 0 || rebooting
        ? new Outcome.Crashed(console.reason())
        : new Outcome.QemuFailed(code, console.lastLine());
  }

  private void end(Outcome how) {
    try {
      listener.exited(how);
    } finally {
      outcome.complete(how);
    }
  }

  /** Its end; completed after the listener has heard of it. */
  public CompletableFuture<Outcome> outcome() {
    return outcome.copy();
  }

  /** The last lines of the guest's console. */
  public List<String> console() {
    return console.lines();
  }

  /** The console's last line. */
  String lastLine() {
    return console.lastLine();
  }

  /** Where the guest reaches the host, and the host the guest. */
  public Optional<VmAddresses> addresses() {
    return VmAddresses.of(settings.network(), tap);
  }

  /** QEMU's process id. */
  public long pid() {
    return process.join().pid();
  }

  /**
   * Writes a line to the program's stdin; waits while the guest does not take it.
   *
   * <p><b>Errors:</b> {@link VmException} where the machine has ended.
   */
  public void send(String line) {
    OutputStream out = process.join().getOutputStream();
    try {
      synchronized (out) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw new VmException(settings.name() + " has ended", e);
    }
  }

  /** Presses the reset button: the guest boots again and its run script starts anew. */
  public void reset() {
    // The firmware resets the machine once more, so that resets end it only once the script runs.
    rebooting = true;
    control("set-action", Map.of("reboot", "reset"));
    control("system_reset", Map.of());
  }

  private void control(String command, Map<String, ?> arguments) {
    try {
      qmp.join().execute(command, arguments);
    } catch (IOException | CompletionException e) {
      throw new VmException(
          "%s: cannot %s: %s".formatted(settings.name(), command, e.getMessage()), e);
    }
  }

  /** Ends it at once, as a power cut does. */
  public void kill() {
    stopped = true;
    destroy();
  }

  private void destroy() {
    process.join().destroyForcibly();
  }

  /** Kills it and waits until nothing of it is left. */
  @Override
  public void close() {
    kill();
    outcome.join();
  }
}
