package io.virtfun.vm.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * The files of an initramfs. The same files give the same bytes, whoever writes them and when.
 *
 * <p><b>Source:</b> Linux, {@code Documentation/driver-api/early-userspace/buffer-format.rst}.
 */
final class FileTree {
  /** 2026-01-01; every file's time of change. */
  static final long TIME_SECONDS = 1767225600;

  private static final int EXECUTABLE = 0755;
  private static final int PLAIN = 0644;
  private static final int CONSOLE_MAJOR = 5;
  private static final int CONSOLE_MINOR = 1;

  private final Map<String, Node> nodes = new TreeMap<>();

  private sealed interface Node {
    record Folder() implements Node {}

    record Copy(Path file, boolean executable) implements Node {}

    record Text(String text, boolean executable) implements Node {}

    record Console() implements Node {}
  }

  /** With its parents. Paths are written without a slash at their start. */
  FileTree folder(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      nodes.putIfAbsent(path.substring(0, slash), new Node.Folder());
    }
    nodes.putIfAbsent(path, new Node.Folder());
    return this;
  }

  private void put(String path, Node node) {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      folder(path.substring(0, slash));
    }
    nodes.put(path, node);
  }

  FileTree copy(String path, Path file) {
    put(path, new Node.Copy(file, Files.isExecutable(file)));
    return this;
  }

  /** All files of a folder, links followed. */
  FileTree copyAll(String path, Path from) throws IOException {
    try (Stream<Path> walk = Files.walk(from, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      walk.filter(Files::isRegularFile)
          .forEach(file -> copy(path + "/" + from.relativize(file), file));
    }
    return this;
  }

  FileTree text(String path, String text) {
    put(path, new Node.Text(text, false));
    return this;
  }

  FileTree script(String path, String text) {
    put(path, new Node.Text(text, true));
    return this;
  }

  /** The device that the kernel gives to init as stdin, stdout and stderr. */
  FileTree console(String path) {
    put(path, new Node.Console());
    return this;
  }

  boolean contains(String path) {
    return nodes.containsKey(path);
  }

  void remove(String prefix) {
    nodes.keySet().removeIf(path -> path.startsWith(prefix));
  }

  /** Writes the archive, uncompressed. */
  void write(Path archive) throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16);
        CpioArchiveOutputStream out = new CpioArchiveOutputStream(file, CpioConstants.FORMAT_NEW)) {
      long inode = 1;
      for (Map.Entry<String, Node> entry : nodes.entrySet()) {
        write(out, entry.getKey(), entry.getValue(), inode++);
      }
    }
  }

  private static void write(CpioArchiveOutputStream out, String path, Node node, long inode)
      throws IOException {
    CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path);
    entry.setInode(inode);
    entry.setTime(TIME_SECONDS);
    entry.setNumberOfLinks(node instanceof Node.Folder ? 2 : 1);
    entry.setMode(mode(node));
    entry.setSize(size(node));
    if (node instanceof Node.Console) {
      entry.setRemoteDeviceMaj(CONSOLE_MAJOR);
      entry.setRemoteDeviceMin(CONSOLE_MINOR);
    }
    out.putArchiveEntry(entry);
    switch (node) {
      case Node.Copy copy -> Files.copy(copy.file(), out);
      case Node.Text text -> out.write(bytes(text));
      case Node.Folder _, Node.Console _ -> {}
    }
    out.closeArchiveEntry();
  }

  private static long mode(Node node) {
    return switch (node) {
      case Node.Folder _ -> CpioConstants.C_ISDIR | EXECUTABLE;
      case Node.Copy copy -> CpioConstants.C_ISREG | (copy.executable() ? EXECUTABLE : PLAIN);
      case Node.Text text -> CpioConstants.C_ISREG | (text.executable() ? EXECUTABLE : PLAIN);
      case Node.Console _ -> CpioConstants.C_ISCHR | 0600;
    };
  }

  private static long size(Node node) throws IOException {
    return switch (node) {
      case Node.Copy copy -> Files.size(copy.file());
      case Node.Text text -> bytes(text).length;
      case Node.Folder _, Node.Console _ -> 0;
    };
  }

  private static byte[] bytes(Node.Text text) {
    return text.text().getBytes(StandardCharsets.UTF_8);
  }
}
