package io.virtfun.broker.demo;

import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Requirements;
import io.virtfun.vm.image.GuestImage;
import io.virtfun.vm.image.GuestImageBuilder;
import io.virtfun.vm.image.Training;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

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
    return new GuestImageBuilder().classPath(classPath()).training(TRAINING);
  }

  /** The class path of this JVM, with the jars that a jar's manifest names. */
  private static List<Path> classPath() {
    List<Path> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!entry.isEmpty() && !entries.contains(path)) {
        entries.add(path);
        namedBy(path).stream().filter(jar -> !entries.contains(jar)).forEach(entries::add);
      }
    }
    return entries;
  }

  private static List<Path> namedBy(Path path) {
    if (!path.toString().endsWith(".jar")) {
      return List.of();
    }
    try (JarFile jar = new JarFile(path.toFile())) {
      String named =
          jar.getManifest() == null
              ? null
              : jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return named == null
          ? List.of()
          : List.of(named.split(" ", -1)).stream().map(path::resolveSibling).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
