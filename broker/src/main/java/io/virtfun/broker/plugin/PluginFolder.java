package io.virtfun.broker.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder into which an operator puts plug-ins: every file {@code *.jar} in it.
 *
 * <p>A jar counts once two looks in a row have found it alike, so that one that is being copied is
 * not loaded, and is gone once two have not found it. One that cannot be loaded is said once, and a
 * plug-in that it was to replace stays.
 *
 * <p>What is loaded runs with the broker's rights. So neither the folder nor a jar may be writable
 * by everybody, and both must belong to root or to the user who runs the broker.
 *
 * <p><b>Thread:</b> one at a time; blocks. <b>Ownership:</b> holds the plug-ins it has.
 */
public final class PluginFolder {
  private static final System.Logger LOG = System.getLogger(PluginFolder.class.getName());
  private static final String SUFFIX = ".jar";
  private static final String UID = "unix:uid";
  private static final Path SELF = Path.of("/proc/self");
  private static final int MOST_SAID = 1000;

  private final Path folder;
  private final PluginCopies copies;
  private final Map<Path, Loaded> loaded = new TreeMap<>();
  private Map<Path, Stamp> before = Map.of();
  private final Set<String> said = new HashSet<>();

  /** What a file was when it was looked at. */
  private record Stamp(String key, long bytes, FileTime modified) {}

  /** A file that was loaded, or could not be. */
  private record Loaded(Stamp stamp, @Nullable Plugin plugin) {}

  /**
   * One that need not be there.
   *
   * @param copies folder of this broker's own, in which plug-ins are copied
   */
  public PluginFolder(Path folder, Path copies) {
    this.folder = folder;
    this.copies = new PluginCopies(copies);
  }

  /** Whether it is there. */
  public boolean exists() {
    return Files.isDirectory(folder);
  }

  /**
   * Looks; whether there are other plug-ins than before.
   *
   * @param atOnce whether a jar counts that was not there the last time
   */
  public boolean look(boolean atOnce) {
    Map<Path, Stamp> now = stamps();
    if (now == null) {
      return false;
    }
    boolean changed = false;
    for (Map.Entry<Path, Stamp> jar : now.entrySet()) {
      Loaded known = loaded.get(jar.getKey());
      boolean stays = atOnce || jar.getValue().equals(before.get(jar.getKey()));
      if (stays && (known == null || !known.stamp.equals(jar.getValue()))) {
        changed |= load(jar.getKey(), jar.getValue(), known);
      }
    }
    for (Path jar : List.copyOf(loaded.keySet())) {
      if (!now.containsKey(jar) && (atOnce || !before.containsKey(jar))) {
        Loaded gone = loaded.remove(jar);
        changed |= release(gone);
      }
    }
    before = now;
    return changed;
  }

  private boolean load(Path jar, Stamp stamp, @Nullable Loaded known) {
    try {
      Plugin plugin = Plugin.load(jar, copies);
      loaded.put(jar, new Loaded(stamp, plugin));
      release(known);
      return true;
    } catch (PluginException e) {
      LOG.log(System.Logger.Level.WARNING, "plug-in " + e.getMessage());
      loaded.put(jar, new Loaded(stamp, known == null ? null : known.plugin));
      return false;
    }
  }

  private static boolean release(@Nullable Loaded gone) {
    Plugin plugin = gone == null ? null : gone.plugin;
    if (plugin != null) {
      plugin.release();
    }
    return plugin != null;
  }

  /** The jars that are there; null where that cannot be told. */
  private @Nullable Map<Path, Stamp> stamps() {
    Map<Path, Stamp> stamps = new TreeMap<>();
    if (!exists()) {
      return stamps;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (isTrusted(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
          stamp(file).ifPresent(stamp -> stamps.put(file, stamp));
        }
      }
      return stamps;
    } catch (IOException e) {
      sayOnce("plug-ins: " + e);
      return null;
    }
  }

  private Optional<Stamp> stamp(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.isRegularFile() && isTrusted(file)
          ? Optional.of(
              new Stamp(String.valueOf(found.fileKey()), found.size(), found.lastModifiedTime()))
          : Optional.empty();
    } catch (NoSuchFileException _) {
      // It has gone meanwhile.
      return Optional.empty();
    }
  }

  private boolean isTrusted(Path file) throws IOException {
    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
      sayOnce("plug-ins: " + file + " is writable by everybody (expected: not), ignored");
      return false;
    }
    Object owner = Files.getAttribute(file, UID);
    if (!owner.equals(0) && !owner.equals(Files.getAttribute(SELF, UID))) {
      sayOnce(
          "plug-ins: %s belongs to user %s (expected: root or the broker's), ignored"
              .formatted(file, owner));
      return false;
    }
    return true;
  }

  private void sayOnce(String what) {
    if (said.size() < MOST_SAID && said.add(what)) {
      LOG.log(System.Logger.Level.WARNING, what);
    }
  }

  /** The plug-ins, by the names of their jars. */
  public List<Plugin> plugins() {
    List<Plugin> plugins = new ArrayList<>();
    for (Loaded each : loaded.values()) {
      if (each.plugin != null) {
        plugins.add(each.plugin);
      }
    }
    return plugins;
  }
}
