package io.virtfun.broker.demo;

import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Ivshmem;
import io.virtfun.vm.Outcome;
import io.virtfun.vm.VirtualMachine;
import io.virtfun.vm.VmException;
import io.virtfun.vm.VmListener;
import io.virtfun.vm.VmSettings;
import io.virtfun.vm.image.GuestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Guests in virtual machines, each with one device at its tenant's socket.
 *
 * <p><b>Thread:</b> any.
 */
final class VmGuests implements GuestStarter {
  private static final String ATTACH = "auto";
  private static final String KERNEL = "kernel ";
  private static final int MEMORY_MEBIBYTES = 1024;

  private final Settings settings;
  private final GuestImage image;
  private final Accelerator accelerator;
  private final int lanes;
  private final boolean console;
  private final Map<Integer, String> kernels = new ConcurrentHashMap<>();

  /**
   * @param lanes of each region of the broker
   * @param console whether what machines show is passed on
   */
  VmGuests(
      Settings settings, GuestImage image, Accelerator accelerator, int lanes, boolean console) {
    this.settings = settings;
    this.image = image;
    this.accelerator = accelerator;
    this.lanes = lanes;
    this.console = console;
  }

  /** What {@code uname -r} said in a guest; empty before it did. */
  String kernel(int guest) {
    return kernels.getOrDefault(guest, "");
  }

  @Override
  public Started start(
      Path runDirectory, DemoProcesses.Guest asked, ChildProcess.Listener listener) {
    int guest = asked.index();
    Path socket = Path.of(asked.address().substring("unix:".length()));
    VmSettings machine =
        VmSettings.of("virtfun-demo-" + (guest + 1), image, accelerator, script(asked))
            .withDevices(new Ivshmem(socket, lanes))
            .withSize(MEMORY_MEBIBYTES, 1);
    try {
      return new Machine(VirtualMachine.start(machine, new Listener(guest, listener)));
    } catch (VmException e) {
      throw new DemoException(String.valueOf(e.getMessage()));
    }
  }

  private String script(DemoProcesses.Guest asked) {
    DemoProcesses.Guest inside = new DemoProcesses.Guest(asked.index(), ATTACH, asked.pins());
    return "echo \"%s$(uname -r)\"\nexec guest-java io.virtfun.broker.cli.Main demo-guest %s\n"
        .formatted(KERNEL, String.join(" ", DemoGuestCommand.arguments(inside, settings)));
  }

  private final class Listener implements VmListener {
    private final int guest;
    private final ChildProcess.Listener demo;

    Listener(int guest, ChildProcess.Listener demo) {
      this.guest = guest;
      this.demo = demo;
    }

    @Override
    public void said(String line) {
      if (line.startsWith(KERNEL)) {
        kernels.put(guest, line.substring(KERNEL.length()));
      } else {
        demo.said(line);
      }
    }

    @Override
    public void console(String line) {
      if (console) {
        demo.complained(line);
      }
    }

    @Override
    public void exited(Outcome outcome) {
      demo.exited(outcome instanceof Outcome.Exited(int status) ? status : 1);
    }
  }

  /** A machine with a guest in it. */
  private record Machine(VirtualMachine machine) implements Started {
    @Override
    public List<String> lastErrors() {
      return switch (machine.outcome().getNow(new Outcome.Exited(0))) {
        case Outcome.Crashed(String reason) -> List.of(Demo.OWN_ERROR + reason);
        case Outcome.QemuFailed(int code, String reason) ->
            List.of(Demo.OWN_ERROR + "QEMU exited with " + code + ", " + reason);
        case Outcome.Exited _, Outcome.Stopped _ -> machine.console();
      };
    }

    /** A machine that is of no use any more need not shut down. */
    @Override
    public void terminate() {
      machine.kill();
    }

    @Override
    public void end(Duration grace) {
      machine.close();
    }
  }
}
