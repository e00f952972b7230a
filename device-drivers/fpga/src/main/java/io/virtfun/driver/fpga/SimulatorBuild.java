package io.virtfun.driver.fpga;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the library that simulates the accelerator, from the RTL that comes with this driver, or
 * finds it in the cache where nothing that goes into it has changed.
 *
 * <p><b>Thread:</b> any; takes half a minute and more where it makes.
 */
final class SimulatorBuild {
  /** The RTL, and what is compiled with it. */
  static final List<String> SOURCES =
      List.of(
          "virtfun_arbiter.sv",
          "virtfun_completion.sv",
          "virtfun_crc32c.sv",
          "virtfun_csr.sv",
          "virtfun_fetch.sv",
          "virtfun_read_port.sv",
          "virtfun_reader.sv",
          "virtfun_regs.svh",
          "virtfun_sha256.sv",
          "virtfun_slot.sv",
          "virtfun_top.sv",
          "virtfun_write_port.sv",
          "virtfun_memory.hpp",
          "virtfun_sim.cpp");

  private static final String TOP = "virtfun_top";
  private static final String LIBRARY = "libvirtfun_sim.so";
  private static final int KEY_BYTES = 12;

  private static final List<String> VERILATE =
      List.of(
          "verilator", "--cc", "-O3", "--x-assign", "fast", "--x-initial", "fast", "-Wno-fatal");

  /** Symbols stay within each library: several may be loaded, for several numbers of slots. */
  private static final List<String> COMPILE =
      List.of(
          "g++",
          "-std=gnu++17",
          "-O2",
          "-fPIC",
          "-shared",
          "-fvisibility=hidden",
          "-fno-gnu-unique",
          "-Wl,-Bsymbolic",
          "-pthread");

  private final LibraryCache cache;
  private final Consumer<String> progress;

  /**
   * A build into a cache.
   *
   * @param progress hears what takes time
   */
  SimulatorBuild(LibraryCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** <b>Errors:</b> {@link IOException} with one line that says what failed. */
  Path library(int slots) throws IOException {
    Map<String, byte[]> sources = sources();
    return cache.entry(
        key(sources, slots),
        work -> {
          progress.accept(
              "building the simulation of an FPGA with %d slots; about half a minute, once"
                  .formatted(slots));
          for (Map.Entry<String, byte[]> source : sources.entrySet()) {
            Files.write(work.resolve(source.getKey()), source.getValue());
          }
          return make(work, slots);
        });
  }

  private static Map<String, byte[]> sources() throws IOException {
    Map<String, byte[]> sources = new LinkedHashMap<>();
    for (String name : SOURCES) {
      try (InputStream in = SimulatorBuild.class.getResourceAsStream("simulation/" + name)) {
        if (in == null) {
          throw new IOException("simulation/" + name + ": missing (expected: in the driver's jar)");
        }
        sources.put(name, in.readAllBytes());
      }
    }
    return sources;
  }

  private static String key(Map<String, byte[]> sources, int slots) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    Path here = Path.of(System.getProperty("java.io.tmpdir"));
    add(digest, Tools.run(here, List.of("verilator", "--version")));
    add(digest, Tools.run(here, List.of("g++", "--version")));
    add(digest, String.join(" ", VERILATE) + slots + String.join(" ", COMPILE));
    for (Map.Entry<String, byte[]> source : sources.entrySet()) {
      add(digest, source.getKey());
      add(digest, source.getValue());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  private static void add(MessageDigest digest, String text) {
    add(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    // The length keeps two neighbours from being taken for others with the same concatenation.
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static Path make(Path work, int slots) throws IOException {
    List<String> verilate = new ArrayList<>(VERILATE);
    verilate.addAll(
        List.of("-GSLOTS=" + slots, "-GTEST_HOOKS=1", "--top-module", TOP, "-Mdir", "model"));
    SOURCES.stream().filter(name -> name.endsWith(".sv")).forEach(verilate::add);
    String ignored = Tools.run(work, verilate);

    String include =
        Tools.run(work, List.of("verilator", "--getenv", "VERILATOR_ROOT")) + "/include";
    List<String> compile = new ArrayList<>(COMPILE);
    compile.addAll(List.of("-I.", "-Imodel", "-I" + include, "-I" + include + "/vltstd"));
    compile.add("virtfun_sim.cpp");
    compile.addAll(generated(work));
    compile.addAll(List.of(include + "/verilated.cpp", include + "/verilated_threads.cpp"));
    compile.addAll(List.of("-o", LIBRARY));
    ignored = Tools.run(work, compile);
    return work.resolve(LIBRARY);
  }

  private static List<String> generated(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve("model"))) {
      return files
          .sorted(Comparator.naturalOrder())
          .map(file -> work.relativize(file).toString())
          .filter(name -> name.endsWith(".cpp"))
          .toList();
    }
  }
}
