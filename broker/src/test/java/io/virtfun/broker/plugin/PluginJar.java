package io.virtfun.broker.plugin;

import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.functions.FunctionSpec;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Builds plug-ins as an outsider would: from sources, with only what drivers are built against, in
 * a folder apart.
 */
public final class PluginJar {
  private static final String SERVICES = "META-INF/services/" + DriverProvider.class.getName();

  private PluginJar() {}

  /** The jar of a folder of sources and one of resources. */
  public static Path of(Path jar, Path sources, Path resources) throws Exception {
    Path classes = beside(jar, "classes");
    compile(sources, classes);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      add(out, classes);
      add(out, resources);
    }
    return jar;
  }

  /** The template that outsiders copy. */
  public static Path example(Path jar) throws Exception {
    Path example =
        Path.of(System.getProperty("virtfun.basedir")).resolve("device-drivers/example/src/main");
    return of(jar, example.resolve("java"), example.resolve("resources"));
  }

  /**
   * A driver {@code name} whose function {@code name} answers a text, from one source text.
   *
   * @param source with {@code NAME} and {@code ANSWER} to be filled in
   */
  public static Path answering(Path jar, String source, String name, String answer)
      throws Exception {
    Path sources = beside(jar, "sources");
    Path resources = beside(jar, "resources");
    Files.writeString(
        sources.resolve("Answering.java"), source.replace("NAME", name).replace("ANSWER", answer));
    Path services = resources.resolve(SERVICES);
    Files.createDirectories(services.getParent());
    Files.writeString(services, "outside.Answering\n");
    return of(jar, sources, resources);
  }

  private static Path beside(Path jar, String what) throws IOException {
    return Files.createDirectories(jar.resolveSibling(jar.getFileName() + "." + what));
  }

  /** Puts a jar into a folder under a name, at once. */
  public static void put(Path jar, Path folder, String name) throws IOException {
    Path beside =
        Files.copy(jar, folder.resolve(name + ".part"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void compile(Path sources, Path classes) throws Exception {
    StringWriter said = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
      if (java.isEmpty()) {
        return;
      }
      String published =
          place(DriverProvider.class) + File.pathSeparator + place(FunctionSpec.class);
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", published, "--release", "25"),
                  null,
                  files.getJavaFileObjectsFromPaths(java))
              .call();
      if (!compiled) {
        throw new AssertionError(said.toString());
      }
    }
  }

  private static Path place(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void add(JarOutputStream out, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
  }

  /** Text that a jar of an answering driver is made from. */
  public static String answeringSource() throws IOException {
    try (var in = PluginJar.class.getResourceAsStream("Answering.java.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
