package io.virtfun.broker.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.Broker;
import io.virtfun.driver.spi.DriverProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plug-ins a folder has, look by look. */
class PluginFolderTest {
  @TempDir private static Path built;
  private static Path one;
  private static Path two;
  private static Path three;

  @TempDir private Path root;
  private Path folder;
  private PluginFolder plugins;
  private PluginCopies copies;

  @BeforeAll
  static void build() throws Exception {
    String source = PluginJar.answeringSource();
    one = PluginJar.answering(built.resolve("one.jar"), source, "answer", "one");
    two = PluginJar.answering(built.resolve("two.jar"), source, "answer", "number two");
    three = PluginJar.answering(built.resolve("three.jar"), source, "other", "three");
  }

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(root.resolve("plugins"));
    plugins = new PluginFolder(folder, root.resolve("copies"));
    copies = new PluginCopies(root.resolve("apart"));
  }

  private Plugin load(Path jar) throws PluginException {
    return Plugin.load(jar, copies);
  }

  private List<String> drivers() {
    return plugins.plugins().stream()
        .flatMap(plugin -> plugin.drivers().stream())
        .map(DriverProvider::driver)
        .toList();
  }

  @Test
  void shouldHaveNothingWhereThereIsNoFolder() throws IOException {
    Files.delete(folder);

    assertFalse(plugins.exists());
    assertFalse(plugins.look(true));
    assertEquals(List.of(), plugins.plugins());
  }

  @Test
  void shouldLoadAJarThatTwoLooksFindAlike() throws IOException {
    PluginJar.put(one, folder, "a.jar");

    assertFalse(plugins.look(false));
    assertEquals(List.of(), drivers());
    assertTrue(plugins.look(false));
    assertEquals(List.of("answer"), drivers());
    assertFalse(plugins.look(false));
  }

  @Test
  void shouldWaitForAJarThatIsBeingCopied() throws IOException {
    byte[] all = Files.readAllBytes(one);
    Path jar = folder.resolve("a.jar");
    for (int part = 1; part <= 3; part++) {
      Files.write(jar, java.util.Arrays.copyOf(all, all.length * part / 3));
      assertFalse(plugins.look(false));
    }

    assertTrue(plugins.look(false));
    assertEquals(List.of("answer"), drivers());
  }

  @Test
  void shouldTakeAJarAtOnceWhereAsked() throws IOException {
    PluginJar.put(one, folder, "a.jar");

    assertTrue(plugins.look(true));
    assertEquals(List.of("answer"), drivers());
  }

  @Test
  void shouldReplaceAPluginWhoseJarIsAnother() throws IOException {
    PluginJar.put(one, folder, "a.jar");
    plugins.look(true);
    Plugin before = plugins.plugins().getFirst();
    PluginJar.put(two, folder, "a.jar");

    assertFalse(plugins.look(false));
    assertSame(before, plugins.plugins().getFirst());
    assertTrue(plugins.look(false));
    assertNotEquals(before, plugins.plugins().getFirst());
  }

  @Test
  void shouldKeepAPluginWhoseJarBecomesUnusable() throws IOException {
    PluginJar.put(one, folder, "a.jar");
    plugins.look(true);
    Plugin before = plugins.plugins().getFirst();
    Files.writeString(folder.resolve("a.jar"), "no jar");

    assertFalse(plugins.look(true));
    assertSame(before, plugins.plugins().getFirst());
    PluginJar.put(two, folder, "a.jar");
    assertTrue(plugins.look(true));
    assertNotEquals(before, plugins.plugins().getFirst());
  }

  @Test
  void shouldDropAPluginWhoseJarTwoLooksDoNotFind() throws IOException {
    PluginJar.put(one, folder, "a.jar");
    PluginJar.put(three, folder, "b.jar");
    plugins.look(true);
    Files.delete(folder.resolve("a.jar"));

    assertFalse(plugins.look(false));
    assertEquals(List.of("answer", "other"), drivers());
    assertTrue(plugins.look(false));
    assertEquals(List.of("other"), drivers());
  }

  @Test
  void shouldIgnoreWhatIsNoJar() throws IOException {
    Files.copy(one, folder.resolve("a.jar.old"));
    Files.createDirectory(folder.resolve("b.jar"));

    assertFalse(plugins.look(true));
  }

  @Test
  void shouldIgnoreWhatEverybodyMayWrite() throws IOException {
    PluginJar.put(one, folder, "a.jar");
    Files.setPosixFilePermissions(
        folder.resolve("a.jar"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertFalse(plugins.look(true));

    Files.setPosixFilePermissions(
        folder.resolve("a.jar"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertFalse(plugins.look(true));

    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertTrue(plugins.look(true));
  }

  @Test
  void shouldRefuseAJarWithoutADriver() throws Exception {
    Path empty = Files.createDirectory(root.resolve("empty"));
    PluginException refused =
        assertThrows(
            PluginException.class,
            () -> load(PluginJar.of(folder.resolve("none.jar"), empty, empty)));
    assertEquals(
        "none.jar: not loaded, it names no driver (expected: a"
            + " META-INF/services/io.virtfun.driver.spi.DriverProvider)",
        refused.getMessage());
  }

  @Test
  void shouldLoadClassesApart() throws Exception {
    Plugin first = load(one);
    Plugin second = load(two);
    ClassLoader loader = first.drivers().getFirst().getClass().getClassLoader();

    assertNotEquals(first.drivers().getFirst().getClass(), second.drivers().getFirst().getClass());
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass(Broker.class.getName()));
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.vertx.core.Vertx"));
    assertSame(DriverProvider.class, loader.loadClass(DriverProvider.class.getName()));
    first.release();
    second.release();
  }

  @Test
  void shouldLiveUntilItsLastHolderHasGone() throws Exception {
    Plugin plugin = load(one);
    ClassLoader loader = plugin.drivers().getFirst().getClass().getClassLoader();
    plugin.retain();
    plugin.release();
    assertNotNull(loader.getResource("META-INF/services/" + DriverProvider.class.getName()));

    plugin.release();
    assertEquals(null, loader.getResource("META-INF/services/" + DriverProvider.class.getName()));
  }

  @Test
  void shouldLeaveNothingOfPluginsThatHaveGoneNorOfBrokersThatWereKilled() throws Exception {
    Path copied = Files.createDirectory(root.resolve("copies"));
    Files.createFile(copied.resolve("4194999-0.jar"));
    Path others = Files.createFile(copied.resolve("1-0.jar"));
    PluginJar.put(one, folder, "a.jar");
    plugins.look(true);
    assertEquals(2, count(copied), "its own, and that of a process which is there");

    Files.delete(folder.resolve("a.jar"));
    plugins.look(true);
    assertEquals(1, count(copied));
    assertTrue(Files.exists(others));
  }

  @Test
  void shouldLoadWhatIsThereBesideAJarWithAStaleSignature() throws Exception {
    PluginJar.put(three, folder, "c.jar");
    plugins.look(true);
    StaleSignature.put(one, folder.resolve("a.jar"), root);
    PluginJar.put(two, folder, "b.jar");

    assertTrue(plugins.look(true));
    assertEquals(List.of("answer", "other"), drivers());
    assertEquals(2, count(root.resolve("copies")), "none of the jar that is broken");
    assertEquals(2, openCopies());

    assertFalse(plugins.look(true), "it is known to be broken");
    Files.delete(folder.resolve("c.jar"));
    assertTrue(plugins.look(true));
    assertEquals(1, count(root.resolve("copies")));
  }

  /** Descriptors of this process that are those of copies, also of copies that were removed. */
  private long openCopies() throws IOException {
    long count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : descriptors.filter(Files::isSymbolicLink).toList()) {
        count += isCopy(each) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean isCopy(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(root.resolve("copies"));
    } catch (NoSuchFileException _) {
      // It was that of the listing.
      return false;
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
