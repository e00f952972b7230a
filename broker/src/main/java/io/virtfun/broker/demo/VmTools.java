package io.virtfun.broker.demo;

import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Requirements;
import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import io.virtfun.vm.image.Training;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The guest image of this tool, and what runs it. */
public final class VmTools {
  private static final Training TRAINING =
      new Training("io.virtfun.broker.cli.Main", List.of("demo-guest-training"));

  private VmTools() {}

  /**
   * A builder of the image that holds this tool.
   *
   * <p><b>Errors:</b> {@link io.virtfun.vm.VmException} names the packages that are missing.
   */
  public static GuestImageBuilder image() {
    Requirements.require();
    return new GuestImageBuilder().ownClassPath().training(TRAINING);
  }

  /** What runs machines here, as {@link Accelerator#probe} finds it. */
  public static Accelerator accelerator(GuestImage image, Consumer<String> progress) {
    Accelerator accelerator = Accelerator.probe(image);
    progress.accept(
        "accelerator: %s (tried: %s)"
            .formatted(accelerator.kind().name().toLowerCase(Locale.ROOT), accelerator.reason()));
    return accelerator;
  }
}
