package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.functions.FunctionSpec;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The template of a driver builds and keeps the contract. It is compiled here rather than by Maven,
 * which would need its plugins in a repository of its own, and jars that are not packaged yet.
 */
class ExampleDriverIT {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Path root = Path.of(System.getProperty("virtfun.basedir"));
  private final Path example = root.resolve("device-drivers/example");

  @TempDir Path directory;

  @Test
  void shouldKeepTheContractWhenBuiltFromWhatIsPublished() throws Exception {
    Path main = directory.resolve("main");
    Path tests = directory.resolve("tests");
    String published = place(DriverProvider.class) + File.pathSeparator + place(FunctionSpec.class);
    compile(example.resolve("src/main/java"), main, published);
    compile(
        example.resolve("src/test/java"),
        tests,
        main + File.pathSeparator + System.getProperty("java.class.path"));
    URL[] places = {
      main.toUri().toURL(),
      tests.toUri().toURL(),
      example.resolve("src/main/resources").toUri().toURL()
    };
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(places, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      TestExecutionSummary summary = run(loader.loadClass("org.example.driver.ExampleDriverTest"));

      assertEquals(
          List.of(),
          summary.getFailures().stream().map(each -> each.getException().toString()).toList());
      assertTrue(summary.getTestsSucceededCount() > 20, "ran " + summary.getTestsSucceededCount());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Path place(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void compile(Path sources, Path classes, String classPath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertNotNull(compiler, "a JDK");
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              classPath,
              "--release",
              "25",
              "-Xlint:all,-classfile",
              "-Werror");
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      assertTrue(compiled, said::toString);
    }
  }

  private static TestExecutionSummary run(Class<?> test) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build(),
            listener);
    return listener.getSummary();
  }

  @Test
  void shouldDependOnWhatIsPublishedOnly() throws Exception {
    Element pom = pom(example.resolve("pom.xml"));
    NodeList dependencies = pom.getElementsByTagName("dependency");
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      found.add(
          text(dependency, "groupId")
              + ":"
              + text(dependency, "artifactId")
              + ":"
              + text(dependency, "scope"));
    }

    assertEquals(
        Set.of(
            "io.virtfun:virtfun-driver-kit:test",
            "io.virtfun:virtfun-driver-spi:provided",
            "io.virtfun:virtfun-functions:provided"),
        found);
    assertEquals(0, pom.getElementsByTagName("parent").getLength());
    assertEquals(text(pom(root.resolve("pom.xml")), "version"), text(pom, "virtfun.version"));
  }

  private static Element pom(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }

  @Test
  void shouldBeWhatTheDocumentShows() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(example.resolve("src"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }
    String document = Files.readString(root.resolve("docs/writing-a-driver.md"));
    List<String> blocks =
        JAVA.matcher(document).results().map((MatchResult match) -> match.group(1)).toList();

    assertFalse(blocks.isEmpty());
    for (String block : blocks) {
      assertTrue(sources.indexOf(block) >= 0, block);
    }
  }
}
