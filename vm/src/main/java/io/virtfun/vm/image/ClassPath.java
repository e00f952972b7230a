package io.virtfun.vm.image;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The jars and class folders of the guest's programs, in their order. */
final class ClassPath {
  private final List<Path> entries;

  /** Entries that are not there count for nothing, as for the JVM. */
  ClassPath(List<Path> entries) {
    this.entries = entries.stream().filter(Files::exists).toList();
  }

  /** What the JVM that runs was given, with the jars that manifests name. */
  static List<Path> ofThisJvm() {
    Set<Path> entries = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry));
        entries.addAll(namedBy(Path.of(entry)));
      }
    }
    return List.copyOf(entries);
  }

  private static List<Path> namedBy(Path path) {
    if (!path.toString().endsWith(".jar") || !Files.exists(path)) {
      return List.of();
    }
    try (JarFile jar = new JarFile(path.toFile())) {
      Manifest manifest = jar.getManifest();
      String named =
          manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
      return named == null
          ? List.of()
          : Arrays.stream(named.split(" ", -1)).map(path::resolveSibling).toList();
    } catch (IOException e) {
      throw new ImageException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Changes with their order and the content of each. */
  void addTo(Digest digest) throws IOException {
    for (Path entry : entries) {
      digest.add(entry.getFileName().toString());
      if (Files.isDirectory(entry)) {
        for (Path file : filesOf(entry)) {
          digest.add(entry.relativize(file).toString()).add(file);
        }
      } else {
        digest.add(entry);
      }
    }
  }

  /** Copies them as jars, whose times are fixed, into a folder; a class folder becomes a jar. */
  List<Path> copyTo(Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path entry : entries) {
      boolean directory = Files.isDirectory(entry);
      String name = directory ? "classes.jar" : entry.getFileName().toString();
      Path jar = folder.resolve("%03d-%s".formatted(jars.size(), name));
      if (directory) {
        pack(entry, jar);
      } else {
        Files.copy(entry, jar, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.setLastModifiedTime(jar, FileTime.from(FileTree.TIME_SECONDS, TimeUnit.SECONDS));
      jars.add(jar);
    }
    return jars;
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Path source : filesOf(folder)) {
        byte[] bytes = Files.readAllBytes(source);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(folder.relativize(source).toString());
        entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
      }
    }
  }
}
