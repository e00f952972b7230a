package io.virtfun.benchmarks.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.virtfun.benchmarks.BenchException;
import io.virtfun.benchmarks.Run;
import io.virtfun.benchmarks.Scenario;
import io.virtfun.benchmarks.ServerProcess;
import io.virtfun.broker.demo.VmTools;
import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Ivshmem;
import io.virtfun.vm.Network;
import io.virtfun.vm.Outcome;
import io.virtfun.vm.VirtualMachine;
import io.virtfun.vm.VmListener;
import io.virtfun.vm.VmSettings;
import io.virtfun.vm.image.GuestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The paper's comparison: the same functions, called from the same program in the same virtual
 * machine, over shared memory and over its network card.
 */
public final class VmNetwork implements Scenario {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where QEMU's own network reaches the host. */
  private static final String LOOPBACK = "127.0.0.1";

  private static final int LIMIT_MINUTES = 30;

  private static final String TENANT = "alpha";
  private static final int LANES = 2;
  private static final int MEMORY_MEBIBYTES = 2048;
  private static final int BROKER_LINGER_MICROS = 300;

  @Override
  public String name() {
    return "vm-network";
  }

  @Override
  public String description() {
    return "from a virtual machine: shared memory, gRPC and TCP to the host";
  }

  @Override
  public boolean byDefault() {
    return false;
  }

  @Override
  public Scenario.Findings run(Run run) {
    GuestImage image = VmTools.image().progress(run::say).build();
    Accelerator accelerator = VmTools.accelerator(image, run::say);
    Network network = Network.best();
    ServerProcess broker = broker(run);
    Path socket = Path.of(broker.address(TENANT).substring("unix:".length()));
    VmSettings settings =
        VmSettings.of("virtfun-bench", image, accelerator, script(run))
            .withDevices(new Ivshmem(socket, LANES))
            .withNetwork(network)
            .withSize(MEMORY_MEBIBYTES, 1);
    Samples samples = new Samples(run);
    VirtualMachine machine = run.keep(VirtualMachine.start(settings, samples));
    await(CompletableFuture.anyOf(samples.booted, machine.outcome()));
    if (samples.booted.isDone()) {
      ServerProcess peers =
          ServerProcess.start(
              run, "io.virtfun.benchmarks.peer.PeerServers", peersAddress(network, machine));
      machine.send(peers.address("grpc") + " " + peers.address("tcp"));
    }
    Outcome outcome = await(machine.outcome());
    if (!outcome.succeeded()) {
      throw new BenchException(
          "the virtual machine: %s after %d samples; its console ends with: %s"
              .formatted(outcome, samples.all.size(), String.join(" | ", machine.console())));
    }
    NetworkTable table = NetworkTable.of(accelerator, network, samples.all);
    return new Scenario.Findings(table.text(), table);
  }

  /** One that looks for the next call for as long as a guest needs to make one. */
  private static ServerProcess broker(Run run) {
    Path conf = run.folder().resolve("virtfun.yaml");
    try {
      Files.writeString(
          conf,
          """
          broker:
            poll-mode: fixed
            poll-linger-micros: %d
          tenants:
            - name: %s
              lanes: %d
          devices:
            - id: cpu0
              driver: software
          """
              .formatted(BROKER_LINGER_MICROS, TENANT, LANES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ServerProcess.start(
        run,
        "io.virtfun.broker.cli.Main",
        "demo-child",
        "--",
        "broker",
        "--conf",
        conf.toString(),
        "--run-dir",
        run.folder().toString());
  }

  /** The host's end of the machine's own network, which nobody else reaches. */
  private static String peersAddress(Network network, VirtualMachine machine) {
    return network == Network.TAP ? machine.addresses().orElseThrow().host() : LOOPBACK;
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES).join();
    } catch (CompletionException e) {
      throw new BenchException(
          "the virtual machine did not end within " + LIMIT_MINUTES + " minutes", e);
    }
  }

  private static String script(Run run) {
    return """
        read -r grpc tcp
        host=$(sed 's/.*virtfun.gateway=\\([0-9.]*\\).*/\\1/' /proc/cmdline)
        exec guest-java -Xmx1g %s auto $host $grpc $tcp %s
        """
        .formatted(NetworkGuest.class.getName(), run.quick() ? "quick" : "full");
  }

  private static final class Samples implements VmListener {
    private final Run run;
    private final CompletableFuture<@Nullable Void> booted = new CompletableFuture<>();
    private final List<Sample> all = Collections.synchronizedList(new ArrayList<>());

    Samples(Run run) {
      this.run = run;
    }

    @Override
    public void started() {
      run.say("the virtual machine has booted");
      booted.complete(null);
    }

    @Override
    public void said(String line) {
      try {
        Sample sample = JSON.readValue(line, Sample.class);
        all.add(sample);
        run.say(
            "%s of %d bytes over %s: %.0f us"
                .formatted(
                    sample.cell().function(),
                    sample.cell().bytes(),
                    sample.path(),
                    sample.p50Micros()));
      } catch (JsonProcessingException e) {
        run.say("the virtual machine says: " + line);
      }
    }

    @Override
    public void console(String line) {
      if (run.verbose()) {
        run.say("console: " + line);
      }
    }
  }
}
