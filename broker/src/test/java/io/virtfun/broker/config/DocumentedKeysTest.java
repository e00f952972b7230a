package io.virtfun.broker.config;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the tables of {@code conf/README.md} to the records: keys, types, ranges and defaults. */
class DocumentedKeysTest {
  private static final String FILE = "test.yaml";
  private static final String ANY_RANGE = "any";
  private static final String REQUIRED = "required";

  record Row(String section, String key, String type, String range, String fallback) {}

  @Test
  void shouldListTheKeysOfTheRecordsInTheirOrder() throws IOException {
    List<Row> documented = rows().toList();

    assertEquals(
        Section.keys(BrokerConfig.class),
        documented.stream().map(Row::section).distinct().toList());
    for (RecordComponent section : BrokerConfig.class.getRecordComponents()) {
      assertEquals(
          Section.keys(recordOf(section.getName())),
          documented.stream()
              .filter(row -> row.section.equals(section.getName()))
              .map(Row::key)
              .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldDocumentTheType(Row row) {
    String wrong = row.type.startsWith("mapping") ? "[1.5]" : "{a: b}";

    assertEquals(row.type, expectation(row, wrong));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldDocumentTheRange(Row row) {
    if (row.type.equals("mapping of texts")) {
      assertEquals(ANY_RANGE, row.range);
      return;
    }
    String wrong =
        switch (row.type) {
          case "text", "adaptive or fixed", "defer or shed" -> "\"\"";
          case "list of texts" -> "[\"\"]";
          case "integer" -> "-1";
          case "list of integers" -> "[-1]";
          case "size such as 128MiB" -> "9000TiB";
          case "octal text in quotes such as \"0660\"" -> "\"1000\"";
          default -> throw new IllegalArgumentException(row.type);
        };

    assertEquals(row.range, expectation(row, wrong));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldDocumentTheDefault(Row row) throws ReflectiveOperationException {
    String keys = otherRequiredKeys(row);
    if (row.fallback.equals(REQUIRED)) {
      assertEquals(
          "%s: %s[0].%s: missing (expected: %s)".formatted(FILE, row.section, row.key, row.type),
          assertThrows(ConfigException.class, () -> parse(row, keys)).getMessage());
      return;
    }
    Object fallback = value(parse(row, keys), row);
    String shown =
        switch (fallback) {
          case SocketMode mode -> "\"" + mode + "\"";
          case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
          case String text -> text.replaceFirst("^a\\.", "<name>.");
          default -> fallback.toString();
        };

    assertEquals(row.fallback, shown);
  }

  private static Stream<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(Shipped.directory().resolve("README.md"))) {
      if (line.startsWith("## ")) {
        section = line.substring("## ".length());
      } else if (line.startsWith("| `")) {
        String[] cells = line.replace("`", "").split("\\|", -1);
        rows.add(
            new Row(
                section, cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()));
      }
    }
    return rows.stream();
  }

  private static Class<? extends Record> recordOf(String section) {
    return switch (section) {
      case "broker" -> BrokerSettings.class;
      case "tenants" -> TenantSettings.class;
      case "devices" -> DeviceSettings.class;
      default -> throw new IllegalArgumentException(section);
    };
  }

  private static String expectation(Row row, String value) {
    String keys = otherRequiredKeys(row) + row.key + ": " + value;
    return assertThrows(ConfigException.class, () -> parse(row, keys))
        .getMessage()
        .replaceFirst(".*\\(expected: (.*)\\)$", "$1");
  }

  private static String otherRequiredKeys(Row row) {
    Stream<String> keys =
        switch (row.section) {
          case "tenants" -> Stream.of("name");
          case "devices" -> Stream.of("id", "driver");
          default -> Stream.of();
        };
    return keys.filter(key -> !key.equals(row.key)).map(key -> key + ": a, ").collect(joining());
  }

  /** A file in which the row's section has these keys and the others have what they need. */
  private static BrokerConfig parse(Row row, String keys) {
    Map<String, String> sections =
        Map.of("broker", "{}", "tenants", "[{name: a}]", "devices", "[{id: a, driver: a}]");
    StringBuilder yaml = new StringBuilder();
    sections.forEach(
        (section, complete) -> {
          String given = section.equals("broker") ? "{" + keys + "}" : "[{" + keys + "}]";
          yaml.append(section).append(": ");
          yaml.append(section.equals(row.section) ? given : complete).append('\n');
        });
    return BrokerConfig.parse(FILE, yaml.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Object value(BrokerConfig config, Row row) throws ReflectiveOperationException {
    Record section =
        switch (row.section) {
          case "tenants" -> config.tenants().getFirst();
          case "devices" -> config.devices().getFirst();
          default -> config.broker();
        };
    int index = Section.keys(section.getClass()).indexOf(row.key);
    return section.getClass().getRecordComponents()[index].getAccessor().invoke(section);
  }
}
