package io.virtfun.vm;

import static org.junit.jupiter.api.Assumptions.abort;

import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import io.virtfun.vm.image.NoKernelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What tests that boot a machine need of the host; they are skipped where it is missing. */
public final class VmHost {
  private VmHost() {}

  /** Skips the test, and says why on stderr as well, where there can be no virtual machine. */
  public static void assumeUsable() {
    Optional<String> missing = Requirements.missing();
    if (missing.isPresent()) {
      throw skip(missing.get());
    }
  }

  /** The image; skips the test as {@link #assumeUsable} does, and where there is no kernel. */
  public static GuestImage build(GuestImageBuilder builder) {
    assumeUsable();
    try {
      return builder.progress(line -> System.err.println("virtfun-vm: " + line)).build();
    } catch (NoKernelException e) {
      throw skip(e.getMessage());
    }
  }

  /** Throws always; what it would return lets the compiler see that. */
  private static AssertionError skip(@Nullable String line) {
    System.err.println("virtual machine tests are skipped: " + line);
    return abort(line);
  }
}
