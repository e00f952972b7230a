package io.virtfun.broker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project's {@code conf} folder. */
final class Shipped {
  private Shipped() {}

  static Path directory() {
    return Path.of(System.getProperty("virtfun.basedir", "..")).resolve("conf");
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory())) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }
}
