package io.virtfun.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine on which was measured.
 *
 * @param governor how its processors choose their speed
 * @param virtualization what it runs on, where it is no machine of its own
 */
public record Machine(
    String processor,
    int cores,
    String kernel,
    String java,
    String governor,
    String virtualization) {
  private static final String UNKNOWN = "unknown";
  private static final Path DMI = Path.of("/sys/class/dmi/id");

  static Machine here() {
    return new Machine(
        cpuinfo("model name", _ -> true, value -> value, System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        file(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"), UNKNOWN),
        cpuinfo("flags", flags -> flags.contains(" hypervisor"), _ -> hypervisor(), UNKNOWN));
  }

  private static String hypervisor() {
    return Stream.of("sys_vendor", "product_name")
        .map(name -> file(DMI.resolve(name), ""))
        .filter(value -> !value.isEmpty())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(" "), text -> text.isEmpty() ? "a hypervisor" : text));
  }

  private static String cpuinfo(
      String key, Predicate<String> where, Function<String, String> value, String otherwise) {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(where)
          .map(value)
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static String file(Path path, String otherwise) {
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      return otherwise;
    }
  }
}
