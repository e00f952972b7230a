package io.virtfun.broker.demo;

import io.virtfun.vm.Accelerator;
import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import io.virtfun.vm.image.Training;
import java.util.List;
import java.util.function.Consumer;

/** The guest image of this tool, and what runs it. */
public final class VmTools {
  private VmTools() {}

  /** A builder of the image that holds this tool. */
  public static GuestImageBuilder image() {
    return new GuestImageBuilder()
        .ownClassPath()
        .training(new Training("io.virtfun.broker.cli.Main", List.of("demo-guest-training")));
  }

  static GuestImage image(Consumer<String> progress) {
    return image().progress(progress).build();
  }

  /** What runs machines here. */
  public static Accelerator accelerator(GuestImage image, Consumer<String> progress) {
    return new Accelerator(Accelerator.Kind.TCG, "not probed");
  }
}
