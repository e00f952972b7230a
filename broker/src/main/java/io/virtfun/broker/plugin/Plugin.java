package io.virtfun.broker.plugin;

import io.virtfun.driver.spi.DriverProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * One jar with drivers, loaded apart from the broker and from other plug-ins.
 *
 * <p>It is loaded from a copy, so that the jar may be replaced or removed at any time. The jar
 * holds all that its drivers need beside the JDK and what {@link DriverInterface} offers.
 *
 * <p><b>Thread:</b> any; loading and the last {@link #release} block. <b>Ownership:</b> lives while
 * somebody holds it; who loads it does.
 */
public final class Plugin {
  private static final System.Logger LOG = System.getLogger(Plugin.class.getName());
  private static final String SERVICES = "META-INF/services/" + DriverProvider.class.getName();

  private final Path jar;
  private final Path copy;
  private final URLClassLoader loader;
  private final List<DriverProvider> drivers;
  private int holders = 1;

  private Plugin(Path jar, Path copy, URLClassLoader loader, List<DriverProvider> drivers) {
    this.jar = jar;
    this.copy = copy;
    this.loader = loader;
    this.drivers = List.copyOf(drivers);
  }

  /** Loads a jar. <b>Errors:</b> {@link PluginException}; nothing stays behind then. */
  static Plugin load(Path jar, PluginCopies copies) throws PluginException {
    Path copy = copyOf(jar, copies);
    URLClassLoader loader = loader(jar, copy);
    try {
      requireIntact(copy);
      return new Plugin(jar, copy, loader, drivers(loader));
    } catch (Throwable e) {
      // Whatever it is, of this jar: SecurityException for stale signatures, or for want of memory.
      discard(loader, copy);
      throw new PluginException(jar.getFileName() + ": not loaded, " + oneLine(e));
    }
  }

  private static URLClassLoader loader(Path jar, Path copy) {
    try {
      return new URLClassLoader(
          "plug-in " + jar.getFileName(), new URL[] {copy.toUri().toURL()}, new DriverInterface());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path copyOf(Path jar, PluginCopies copies) throws PluginException {
    try {
      return copies.of(jar);
    } catch (IOException | RuntimeException e) {
      throw new PluginException(jar.getFileName() + ": cannot be copied, " + oneLine(e));
    }
  }

  /** The JDK, where it looks for services, leaves a jar open of which the signatures are wrong. */
  private static void requireIntact(Path copy) throws IOException {
    try (JarFile jar = new JarFile(copy.toFile())) {
      ZipEntry services = jar.getEntry(SERVICES);
      if (services != null) {
        try (InputStream in = jar.getInputStream(services)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  private static List<DriverProvider> drivers(URLClassLoader loader) throws PluginException {
    List<DriverProvider> found =
        ServiceLoader.load(DriverProvider.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (found.isEmpty()) {
      throw new PluginException("it names no driver (expected: a " + SERVICES + ")");
    }
    return found;
  }

  private static String oneLine(Throwable e) {
    Throwable cause = e.getCause();
    Throwable why = e instanceof ServiceConfigurationError && cause != null ? cause : e;
    String said = e instanceof PluginException ? String.valueOf(e.getMessage()) : why.toString();
    return said.lines().findFirst().orElse(said);
  }

  private static void discard(URLClassLoader loader, Path copy) {
    try {
      loader.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "plug-in: not closed, " + e);
    }
    delete(copy);
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "plug-in: its copy is left, " + e);
    }
  }

  /** Leaves nothing on disk where the process is about to end. */
  public void deleteCopy() {
    delete(copy);
  }

  /** Its jar's name. */
  public String name() {
    return jar.getFileName().toString();
  }

  /** The drivers in it, at least one. */
  public List<DriverProvider> drivers() {
    return drivers;
  }

  /** Has it live on for one more holder. */
  public synchronized void retain() {
    holders++;
  }

  /** Ends with its last holder. */
  public synchronized void release() {
    holders--;
    if (holders == 0) {
      discard(loader, copy);
      LOG.log(System.Logger.Level.DEBUG, () -> "plug-in " + name() + ": unloaded");
    }
  }
}
