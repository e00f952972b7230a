package io.virtfun.vm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a host needs to have installed for virtual machines. */
public final class Requirements {
  private static final Map<String, String> PACKAGES = new LinkedHashMap<>();

  static {
    PACKAGES.put(QemuCommandLine.QEMU, "qemu-system-x86");
    PACKAGES.put("busybox", "busybox-static");
    PACKAGES.put("setpriv", "util-linux");
    PACKAGES.put("setsid", "util-linux");
  }

  private Requirements() {}

  /** One line that names what is missing and what installs it; empty where nothing is. */
  public static Optional<String> missing() {
    if (!System.getProperty("os.arch").equals("amd64")) {
      return Optional.of(
          "virtual machines need an x86-64 host (this one: %s)"
              .formatted(System.getProperty("os.arch")));
    }
    return missing(Requirements::isThere);
  }

  /** <b>Errors:</b> {@link VmException} says what is {@link #missing()}. */
  public static void require() {
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      throw new VmException(missing.get());
    }
  }

  static Optional<String> missing(Predicate<String> isThere) {
    List<String> packages = new ArrayList<>();
    for (Map.Entry<String, String> need : PACKAGES.entrySet()) {
      if (!isThere.test(need.getKey()) && !packages.contains(need.getValue())) {
        packages.add(need.getValue());
      }
    }
    if (packages.isEmpty()) {
      return Optional.empty();
    }
    String names = String.join(" ", packages);
    return Optional.of(
        "virtual machines need the Debian package%s %s: sudo apt-get install -y %s"
            .formatted(packages.size() == 1 ? "" : "s", String.join(", ", packages), names));
  }

  private static boolean isThere(String program) {
    // busybox goes into the image, from the place where Debian's static one lies.
    return program.equals("busybox")
        ? Files.isExecutable(Path.of("/bin/busybox"))
        : isOnPath(program, System.getenv("PATH"));
  }

  private static boolean isOnPath(String program, @Nullable String path) {
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
