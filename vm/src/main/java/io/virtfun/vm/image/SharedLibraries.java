package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The host's libraries that the guest's Java and the native code in its jars need, and the dynamic
 * loader.
 */
final class SharedLibraries {
  private static final List<Path> FOLDERS =
      Stream.of(
              "/lib/x86_64-linux-gnu",
              "/usr/lib/x86_64-linux-gnu",
              "/lib64",
              "/usr/lib64",
              "/lib",
              "/usr/lib")
          .map(Path::of)
          .toList();

  /** glibc opens them by itself when names are resolved; newer ones have them built in. */
  private static final List<String> OF_THE_RESOLVER =
      List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

  private final Set<Path> found = new TreeSet<>();
  private final Set<String> seen = new TreeSet<>();
  private final Deque<String> wanted = new ArrayDeque<>(OF_THE_RESOLVER);

  /** Adds what the executables and libraries under a folder need; they themselves are not meant. */
  void addNeedsOf(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.contains(".so") || Files.isExecutable(file)) {
          seen.add(name);
          addNeedsOf(Files.size(file) == 0 ? Optional.empty() : readElf(file));
        }
      }
    }
  }

  /** Adds what a program needs; one that is linked statically needs nothing. */
  void addNeedsOfProgram(Path program) throws IOException {
    addNeedsOf(readElf(program));
  }

  /** Adds what the libraries in a jar need. */
  void addNeedsOfJar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".so")) {
          addNeedsOf(Elf.of(ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes())));
        }
      }
    }
  }

  private void addNeedsOf(Optional<Elf> elf) {
    if (elf.isPresent()) {
      wanted.addAll(elf.get().needed());
      elf.get().interpreter().map(Path::of).filter(Files::exists).ifPresent(found::add);
    }
  }

  private static Optional<Elf> readElf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Elf.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  /**
   * The files, by the paths at which the loader looks for them. What no folder has is left out: the
   * class path may bring native code that no guest loads.
   */
  Set<Path> resolve() throws IOException {
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      if (seen.add(name)) {
        for (Path folder : FOLDERS) {
          Path file = folder.resolve(name);
          if (Files.isReadable(file)) {
            found.add(file);
            addNeedsOf(readElf(file));
            break;
          }
        }
      }
    }
    return found;
  }
}
