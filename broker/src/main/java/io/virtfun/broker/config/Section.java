package io.virtfun.broker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One mapping of the file, read as the record whose components name its keys.
 *
 * <p><b>Errors:</b> {@link ConfigException}; the methods that hand out a value name its key, and
 * {@link #build} puts the way from the file's root before it.
 */
final class Section {
  private static final Pattern CAPITAL = Pattern.compile("(?=[A-Z])");

  private final JsonNode node;
  private final String path;

  private Section(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /** The mapping at a path, once each of its keys is known to belong to the record. */
  static Section of(JsonNode node, String path, Class<? extends Record> record) {
    if (!node.isObject()) {
      throw ConfigException.unexpected(path, shown(node), "mapping");
    }
    List<String> keys = keys(record);
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw ConfigException.at(ConfigException.join(path, key), unknown(key, keys));
              }
            });
    return new Section(node, path);
  }

  /** The keys of a record: its components in kebab case. */
  static List<String> keys(Class<? extends Record> record) {
    return Arrays.stream(record.getRecordComponents())
        .map(component -> CAPITAL.matcher(component.getName()).replaceAll("-"))
        .map(key -> key.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The values of a record by the keys of its components. */
  static Map<String, Object> values(Record record) {
    List<String> keys = keys(record.getClass());
    Map<String, Object> values = new LinkedHashMap<>();
    for (int index = 0; index < keys.size(); index++) {
      try {
        values.put(
            keys.get(index),
            record.getClass().getRecordComponents()[index].getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  /** What the reader makes of this section; a problem it meets gets this section's path. */
  <T> T build(Function<Section, T> reader) {
    try {
      return reader.apply(this);
    } catch (ConfigException e) {
      throw e.within(path);
    }
  }

  /** The section at a key; an absent one is empty. */
  Section section(String key, Class<? extends Record> record) {
    JsonNode value = node.get(key);
    return of(
        value == null ? JsonNodeFactory.instance.objectNode() : value,
        ConfigException.join(path, key),
        record);
  }

  /** The sections of the list at a key, which must be there. */
  Stream<Section> sections(String key, Class<? extends Record> record) {
    JsonNode list = required(key, "list of mappings");
    if (!list.isArray()) {
      throw ConfigException.unexpected(key, shown(list), "list of mappings");
    }
    return IntStream.range(0, list.size())
        .mapToObj(
            index ->
                of(list.get(index), ConfigException.join(path, key) + "[" + index + "]", record));
  }

  String text(String key) {
    return text(required(key, "text"), key);
  }

  String text(String key, String fallback) {
    JsonNode value = node.get(key);
    return value == null ? fallback : text(value, key);
  }

  /** The mapping of texts at a key; an absent one is empty. */
  Map<String, String> texts(String key) {
    JsonNode value = node.get(key);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value != null) {
      requireKind(value.isObject(), key, value, "mapping of texts");
      value
          .properties()
          .forEach(
              entry ->
                  texts.put(entry.getKey(), text(entry.getValue(), key + "." + entry.getKey())));
    }
    return texts;
  }

  int integer(String key, int fallback) {
    JsonNode value = node.get(key);
    if (value == null) {
      return fallback;
    }
    long integer = integer(value, key);
    requireKind(integer == (int) integer, key, value, "32-bit integer");
    return (int) integer;
  }

  /** The list of integers at a key; an absent one is empty. */
  List<Long> integers(String key) {
    JsonNode list = node.get(key);
    if (list == null) {
      return List.of();
    }
    requireKind(list.isArray(), key, list, "list of integers");
    return IntStream.range(0, list.size())
        .mapToObj(index -> integer(list.get(index), key + "[" + index + "]"))
        .toList();
  }

  /** The list of texts at a key; an absent one is empty. */
  List<String> textList(String key) {
    JsonNode list = node.get(key);
    if (list == null) {
      return List.of();
    }
    requireKind(list.isArray(), key, list, "list of texts");
    return IntStream.range(0, list.size())
        .mapToObj(index -> text(list.get(index), key + "[" + index + "]"))
        .toList();
  }

  ByteSize size(String key, ByteSize fallback) {
    return parsed(key, fallback, ByteSize::parse, "size such as 128MiB");
  }

  /** The constant of an enum at a key, written in lower case. */
  <E extends Enum<E>> E choice(String key, E fallback) {
    List<E> all = List.of(fallback.getDeclaringClass().getEnumConstants());
    List<String> names = all.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    return parsed(
        key,
        fallback,
        text -> names.contains(text) ? Optional.of(all.get(names.indexOf(text))) : Optional.empty(),
        String.join(" or ", names));
  }

  SocketMode socketMode(String key, SocketMode fallback) {
    return parsed(key, fallback, SocketMode::parse, "octal text in quotes such as \"0660\"");
  }

  private <T> T parsed(
      String key, T fallback, Function<String, Optional<T>> parser, String expectation) {
    JsonNode value = node.get(key);
    if (value == null) {
      return fallback;
    }
    Optional<T> parsed = value.isTextual() ? parser.apply(value.textValue()) : Optional.empty();
    return parsed.orElseThrow(() -> ConfigException.unexpected(key, shown(value), expectation));
  }

  private JsonNode required(String key, String expectation) {
    JsonNode value = node.get(key);
    if (value == null) {
      throw ConfigException.at(key, "missing (expected: " + expectation + ")");
    }
    return value;
  }

  private static String text(JsonNode value, String key) {
    // A number or truth value may have lost its spelling (1.10, 007): only quotes keep it.
    requireKind(value.isTextual(), key, value, value.isValueNode() ? "text in quotes" : "text");
    return value.textValue();
  }

  private static long integer(JsonNode value, String key) {
    requireKind(value.isIntegralNumber(), key, value, "integer");
    requireKind(value.canConvertToLong(), key, value, "64-bit integer");
    return value.longValue();
  }

  private static void requireKind(boolean fits, String key, JsonNode value, String expectation) {
    if (!fits) {
      throw ConfigException.unexpected(key, shown(value), expectation);
    }
  }

  /** Texts as they are, everything else as JSON. */
  private static String shown(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  private static String unknown(String key, List<String> keys) {
    return Spelling.nearest(key, keys)
        .map(known -> "unknown key (did you mean " + known + "?)")
        .orElseGet(() -> "unknown key (expected: one of " + String.join(", ", keys) + ")");
  }
}
