package io.virtfun.driver.spi;

import io.virtfun.functions.FunctionSpec;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What drivers are compiled against, in lines: public types and their public members. */
final class PublicInterface {
  private PublicInterface() {}

  static List<String> lines() throws IOException, URISyntaxException, ClassNotFoundException {
    List<String> lines = new ArrayList<>();
    for (Class<?> one : List.of(DriverProvider.class, FunctionSpec.class)) {
      for (String name : classNames(one)) {
        Class<?> type = Class.forName(name, false, one.getClassLoader());
        if (isVisible(type)) {
          lines.add(head(type));
          members(type).sorted().map(line -> "  " + line).forEach(lines::add);
        }
      }
    }
    return lines;
  }

  /** The classes of a class's package, from a folder or a jar. */
  private static List<String> classNames(Class<?> one) throws IOException, URISyntaxException {
    Path place = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return classNames(place, one.getPackageName());
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return classNames(jar.getPath("/"), one.getPackageName());
    }
  }

  private static List<String> classNames(Path root, String packageName) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(packageName.replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .map(name -> packageName + "." + name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }

  private static boolean isVisible(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
      if (!Modifier.isPublic(each.getModifiers()) || each.isAnonymousClass()) {
        return false;
      }
    }
    return true;
  }

  private static String head(Class<?> type) {
    String kind =
        type.isRecord()
            ? "record"
            : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
    List<String> words = new ArrayList<>();
    if (type.isSealed()) {
      words.add("sealed");
    } else if (kind.equals("class")) {
      words.add(Modifier.isFinal(type.getModifiers()) ? "final" : "open");
    }
    words.add(kind);
    words.add(type.getTypeName());
    if (type.getSuperclass() != null && kind.equals("class")) {
      words.add("extends " + type.getGenericSuperclass().getTypeName());
    }
    if (type.getInterfaces().length > 0) {
      words.add(": " + types(type.getGenericInterfaces()));
    }
    return String.join(" ", words);
  }

  private static Stream<String> members(Class<?> type) {
    Stream<String> components =
        type.isRecord()
            ? Stream.of("components " + components(type.getRecordComponents()))
            : Stream.empty();
    return Stream.of(
            components,
            Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicInterface::isVisible)
                .map(PublicInterface::constructor),
            Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isVisible(method) && !isImplied(method, type))
                .map(PublicInterface::method),
            Arrays.stream(type.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .map(PublicInterface::field))
        .flatMap(lines -> lines);
  }

  private static boolean isVisible(Executable member) {
    return !member.isSynthetic()
        && (Modifier.isPublic(member.getModifiers())
            || Modifier.isProtected(member.getModifiers()));
  }

  /** What the language gives every record and enum. */
  private static boolean isImplied(Method method, Class<?> type) {
    if (type.isRecord()) {
      return method.getName().matches("equals|hashCode|toString")
          || Arrays.stream(type.getRecordComponents())
              .anyMatch(each -> each.getAccessor().equals(method));
    }
    return type.isEnum() && method.getName().matches("values|valueOf");
  }

  private static String components(RecordComponent[] components) {
    return Arrays.stream(components)
        .map(each -> each.getGenericType().getTypeName() + " " + each.getName())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String constructor(Constructor<?> constructor) {
    return "constructor " + parameters(constructor);
  }

  private static String method(Method method) {
    String kind =
        method.isDefault()
            ? "default "
            : Modifier.isStatic(method.getModifiers())
                ? "static "
                : Modifier.isAbstract(method.getModifiers()) ? "abstract " : "";
    return kind
        + method.getGenericReturnType().getTypeName()
        + " "
        + method.getName()
        + parameters(method);
  }

  private static String parameters(Executable member) {
    String all =
        Arrays.stream(member.getParameters())
            .map(Parameter::getParameterizedType)
            .map(Type::getTypeName)
            .collect(Collectors.joining(", ", "(", ")"));
    Type[] thrown = member.getGenericExceptionTypes();
    return thrown.length == 0 ? all : all + " throws " + types(thrown);
  }

  private static String field(Field field) {
    String name = field.getGenericType().getTypeName() + " " + field.getName();
    return field.isEnumConstant() ? "constant " + field.getName() : "field " + name;
  }

  private static String types(Type[] types) {
    return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
  }
}
