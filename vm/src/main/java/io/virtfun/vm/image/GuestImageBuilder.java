package io.virtfun.vm.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the guest image, or finds it in the cache where nothing that goes into it has changed.
 *
 * <p><b>Thread:</b> one per builder; any number of builders, in any number of processes.
 *
 * <p><b>Errors:</b> {@link ImageException} from {@link #build} says what is missing.
 */
public final class GuestImageBuilder {
  private static final int KEPT_IMAGES = 6;
  private static final int KEPT_RUNTIMES = 2;
  private static final int KEPT_KERNELS = 2;

  /** Raised when an image from the same parts would come out different. */
  private static final String VERSION = "1";

  private static final String JAVA = "opt/java";
  private static final String PROGRAMS = "opt/programs";
  private static final String AOT_CACHE = "programs.aot";

  private List<Path> classPath = List.of();
  private @Nullable Training training;
  private KernelSource kernelSource = new KernelSource.Automatic();
  private Path cacheFolder = Cache.folderOfThisUser();
  private Path busybox = Path.of("/bin/busybox");
  private Consumer<String> progress = _ -> {};
  private boolean fresh;

  /** Jars and class folders, in their order. */
  public GuestImageBuilder classPath(List<Path> entries) {
    classPath = List.copyOf(entries);
    return this;
  }

  /** The class path of the running JVM, with the jars that manifests name. */
  public GuestImageBuilder ownClassPath() {
    return classPath(ClassPath.ofThisJvm());
  }

  /** Makes programs that do what this one does start in half the time. */
  public GuestImageBuilder training(Training run) {
    training = run;
    return this;
  }

  /** Automatic where it is not said. */
  public GuestImageBuilder kernel(KernelSource source) {
    kernelSource = source;
    return this;
  }

  /** {@code ~/.cache/virtfun/vm} where it is not said. */
  public GuestImageBuilder cache(Path folder) {
    cacheFolder = folder;
    return this;
  }

  /** Hears what takes time. */
  public GuestImageBuilder progress(Consumer<String> listener) {
    progress = listener;
    return this;
  }

  /** Makes everything again, with the newest kernel. */
  public GuestImageBuilder fresh(boolean all) {
    fresh = all;
    return this;
  }

  /** The image; made if need be. */
  public GuestImage build() {
    try {
      Cache cache = new Cache(cacheFolder);
      Kernel kernel = kernel(cache);
      JavaRuntime runtime = new JavaRuntime(Path.of(System.getProperty("java.home")));
      ClassPath programs = new ClassPath(classPath);
      String key = key(kernel, runtime, programs);
      Path folder =
          cache.entry(
              "image",
              key,
              KEPT_IMAGES,
              fresh,
              into -> {
                Path java = runtime(cache, runtime);
                progress.accept("packing the guest image");
                fill(into, kernel, java, programs);
              });
      return new GuestImage(
          folder,
          folder.resolve(GuestImage.KERNEL),
          folder.resolve(GuestImage.INITRAMFS),
          Files.readString(folder.resolve(GuestImage.RELEASE)));
    } catch (IOException e) {
      throw new ImageException("cannot make the guest image: " + e, e);
    }
  }

  private Kernel kernel(Cache cache) throws IOException {
    Digest digest = new Digest().add(VERSION).add(String.join(",", KernelModules.WANTED));
    if (kernelSource instanceof KernelSource.Files(Path file, Path modules)) {
      if (!Files.isReadable(file)) {
        throw new ImageException(file + ": cannot be read (expected: a kernel)");
      }
      digest.add(file).add(modules.toString());
    }
    Path folder =
        cache.entry(
            "kernel",
            digest.name(),
            KEPT_KERNELS,
            fresh,
            into -> {
              switch (kernelSource) {
                case KernelSource.Files files -> Kernel.prepare(files, into);
                case KernelSource.Automatic _ -> prepareKernel(cache, into);
              }
            });
    return Kernel.in(folder);
  }

  private void prepareKernel(Cache cache, Path into) throws IOException {
    var installed = Kernel.installed(Path.of("/boot"), Path.of("/lib/modules"));
    if (installed.isPresent()) {
      Kernel.prepare(installed.get(), into);
    } else {
      cache.temporarily(
          "package", folder -> Kernel.prepare(KernelPackage.unpack(folder, progress), into));
    }
  }

  private Path runtime(Cache cache, JavaRuntime runtime) throws IOException {
    return cache
        .entry(
            "runtime",
            runtime.key(),
            KEPT_RUNTIMES,
            fresh,
            into -> {
              progress.accept("linking the guest's Java");
              runtime.link(into.resolve("java"));
            })
        .resolve("java");
  }

  private String key(Kernel kernel, JavaRuntime runtime, ClassPath programs) throws IOException {
    Digest digest = new Digest().add(VERSION).add(kernel.image()).add(runtime.key());
    for (Path module : kernel.modules()) {
      digest.add(module.getFileName().toString()).add(module);
    }
    if (!Files.isReadable(busybox)) {
      throw new ImageException(busybox + ": not there (expected: package busybox-static)");
    }
    digest.add(busybox).add(resource("init")).add(resource("guest-java"));
    digest.add(training == null ? "" : training.toString());
    programs.addTo(digest);
    return digest.name();
  }

  private void fill(Path folder, Kernel kernel, Path java, ClassPath programs) throws IOException {
    Path jarFolder = Files.createDirectory(folder.resolve("jars"));
    List<Path> jars = programs.copyTo(jarFolder);
    FileTree tree = base(kernel).copyAll(JAVA, java);
    tree.remove(JAVA + "/legal/");
    tree.remove(JAVA + "/lib/server/classes_nocoops.jsa");
    SharedLibraries libraries = new SharedLibraries();
    libraries.addNeedsOf(java);
    libraries.addNeedsOfProgram(busybox);
    for (Path jar : jars) {
      libraries.addNeedsOfJar(jar);
      tree.copy(PROGRAMS + "/" + jar.getFileName(), jar);
    }
    for (Path library : libraries.resolve()) {
      tree.copy(library.toString().substring(1), library);
    }
    if (training != null) {
      progress.accept("training " + training.mainClass());
      Path aot = folder.resolve(AOT_CACHE);
      AotCache.train(java, jars, training, aot);
      tree.copy(PROGRAMS + "/" + AOT_CACHE, aot);
    }
    tree.text("etc/virtfun/classpath", inGuest(jars));
    tree.write(folder.resolve(GuestImage.INITRAMFS));
    for (Path jar : jars) {
      Files.delete(jar);
    }
    Files.delete(jarFolder);
    Files.deleteIfExists(folder.resolve(AOT_CACHE));
    Files.copy(kernel.image(), folder.resolve(GuestImage.KERNEL));
    Files.writeString(folder.resolve(GuestImage.RELEASE), kernel.release());
  }

  private static String inGuest(List<Path> jars) {
    return jars.stream()
        .map(jar -> "/" + PROGRAMS + "/" + jar.getFileName())
        .collect(Collectors.joining(":"));
  }

  private FileTree base(Kernel kernel) throws IOException {
    FileTree tree = new FileTree();
    for (String folder : List.of("dev", "proc", "sys", "tmp", "run", "root", "lib/modules")) {
      tree.folder(folder);
    }
    tree.console("dev/console")
        .copy("bin/busybox", busybox)
        .script("init", resource("init"))
        .script("bin/guest-java", resource("guest-java"))
        .text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .text("etc/group", "root:x:0:\n")
        .text("etc/hosts", "127.0.0.1 localhost\n")
        .text("etc/nsswitch.conf", "hosts: files dns\n")
        .text("etc/resolv.conf", "nameserver 127.0.0.1\n");
    for (Path module : kernel.modules()) {
      tree.copy("lib/modules/" + module.getFileName(), module);
    }
    return tree;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = GuestImageBuilder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
