package io.virtfun.vm;

import io.virtfun.vm.image.GuestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What runs the guest's instructions.
 *
 * @param reason in one line
 */
public record Accelerator(Kind kind, String reason) {
  /** Forces one of the kinds. */
  public static final String VARIABLE = "VIRTFUN_ACCEL";

  private static final Path DEVICE = Path.of("/dev/kvm");
  private static final int PROBE_SECONDS = 8;
  private static final String TOO_SLOW = "did not boot";

  private static @Nullable Accelerator found;

  /** QEMU's name for it is its own in lower case. */
  public enum Kind {
    /** The processor itself. */
    KVM,
    /** QEMU, in software. */
    TCG
  }

  /**
   * KVM where a guest boots with it, or what {@value #VARIABLE} says. A device file alone does not
   * tell, so the first call of a process boots the image.
   *
   * <p><b>Errors:</b> {@link VmException} where the variable names no kind.
   */
  public static synchronized Accelerator probe(GuestImage image) {
    if (found == null) {
      String forced = System.getenv(VARIABLE);
      found = forced == null || forced.isBlank() ? tried(image) : forced(forced);
    }
    return found;
  }

  static Accelerator forced(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return new Accelerator(kind, VARIABLE + "=" + name);
      }
    }
    throw new VmException("%s: %s (expected: kvm, tcg)".formatted(VARIABLE, name));
  }

  private static Accelerator tried(GuestImage image) {
    if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
      return new Accelerator(Kind.TCG, "kvm: " + DEVICE + " cannot be opened");
    }
    return remembered(image)
        .orElseGet(
            () -> {
              Accelerator outcome = boot(image);
              // A busy host may be slow to boot a guest this time.
              if (!outcome.reason().contains(TOO_SLOW)) {
                remember(image, outcome);
              }
              return outcome;
            });
  }

  private static Accelerator boot(GuestImage image) {
    VmSettings settings =
        VmSettings.of("kvm-probe", image, new Accelerator(Kind.KVM, "probe"), "exit 0");
    try (VirtualMachine machine = VirtualMachine.start(settings, new VmListener() {})) {
      Outcome outcome = machine.outcome().get(PROBE_SECONDS, TimeUnit.SECONDS);
      return outcome.succeeded()
          ? new Accelerator(Kind.KVM, "kvm: guest booted")
          : new Accelerator(Kind.TCG, "kvm: " + machine.lastLine());
    } catch (TimeoutException e) {
      return new Accelerator(Kind.TCG, "kvm: guest " + TOO_SLOW + " in " + PROBE_SECONDS + " s");
    } catch (ExecutionException e) {
      return new Accelerator(Kind.TCG, "kvm: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VmException("interrupted while a guest booted", e);
    }
  }

  /** Beside the images; good until the host boots again. */
  private static Path memory(GuestImage image) {
    return image.folder().resolveSibling("accelerator");
  }

  private static String hostBoot() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  private static Optional<Accelerator> remembered(GuestImage image) {
    try {
      List<String> lines = Files.readAllLines(memory(image));
      return lines.size() == 3 && lines.getFirst().equals(hostBoot())
          ? Optional.of(new Accelerator(Kind.valueOf(lines.get(1)), lines.get(2)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void remember(GuestImage image, Accelerator outcome) {
    try {
      Files.write(memory(image), List.of(hostBoot(), outcome.kind().name(), outcome.reason()));
    } catch (IOException e) {
      // The next process tries again.
    }
  }
}
