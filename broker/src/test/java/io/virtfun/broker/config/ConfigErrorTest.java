package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way a file can be wrong, and the one line that says so. */
class ConfigErrorTest {
  private static final String TENANTS = "tenants: [{name: a}]\n";
  private static final String DEVICES = "devices: [{id: d, driver: e}]\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doorbell-loops: -1        | doorbell-loops: -1 (expected: 0..64)
          doorbell-loops: 65        | doorbell-loops: 65 (expected: 0..64)
          doorbell-loops: two       | doorbell-loops: two (expected: integer)
          doorbell-loops: "2"       | doorbell-loops: 2 (expected: integer)
          doorbell-loops: 2.5       | doorbell-loops: 2.5 (expected: integer)
          doorbell-loops: true      | doorbell-loops: true (expected: integer)
          doorbell-loops: null      | doorbell-loops: null (expected: integer)
          doorbell-loops:           | doorbell-loops: "" (expected: integer)
          doorbell-loops: [2]       | doorbell-loops: [2] (expected: integer)
          doorbell-loops: 2147483648| doorbell-loops: 2147483648 (expected: 32-bit integer)
          poll-mode: spin           | poll-mode: spin (expected: adaptive or fixed)
          poll-mode: ADAPTIVE       | poll-mode: ADAPTIVE (expected: adaptive or fixed)
          poll-cpu-percent: 101     | poll-cpu-percent: 101 (expected: 0..100)
          poll-linger-micros: -1    | poll-linger-micros: -1 (expected: 0..1000000)
          poll-linger-micros: 1e3   | poll-linger-micros: 1000.0 (expected: integer)
          drain-timeout-millis: 3600001| drain-timeout-millis: 3600001 (expected: 0..3600000)
          """)
  void shouldRejectBrokerKey(String line, String error) {
    assertError("broker." + error, "broker: \n  " + line + "\n" + TENANTS + DEVICES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          socket: ""                | socket: "" (expected: path of 1..107 bytes)
          socket: "a\\0b"           | socket: a\\u0000b (expected: path of 1..107 bytes)
          socket: 7                 | socket: 7 (expected: text in quotes)
          socket: [a]               | socket: ["a"] (expected: text)
          socket-mode: 0660         | socket-mode: 432 (expected: octal text in quotes such as "0660")
          socket-mode: "0680"       | socket-mode: 0680 (expected: octal text in quotes such as "0660")
          socket-mode: "1777"       | socket-mode: 1777 (expected: "0000".."0777")
          allowed-uids: 5           | allowed-uids: 5 (expected: list of integers)
          allowed-uids: [0, root]   | allowed-uids[1]: root (expected: integer)
          allowed-uids: [0, -1]     | allowed-uids[1]: -1 (expected: 0..4294967294)
          allowed-uids: [4294967295]| allowed-uids[0]: 4294967295 (expected: 0..4294967294)
          allowed-uids: [9223372036854775808]| allowed-uids[0]: 9223372036854775808 (expected: 64-bit integer)
          max-guests: 0             | max-guests: 0 (expected: 1..4096)
          max-guests: 4097          | max-guests: 4097 (expected: 1..4096)
          region-size: 100MiB       | region-size: 100MiB (expected: power of two in 1MiB..1TiB)
          region-size: 512KiB       | region-size: 512KiB (expected: power of two in 1MiB..1TiB)
          region-size: 2TiB         | region-size: 2TiB (expected: power of two in 1MiB..1TiB)
          region-size: 128MB        | region-size: 128MB (expected: size such as 128MiB)
          region-size: 134217728    | region-size: 134217728 (expected: size such as 128MiB)
          lanes: 0                  | lanes: 0 (expected: 1..64)
          lanes: 65                 | lanes: 65 (expected: 1..64)
          queue-capacity: 1         | queue-capacity: 1 (expected: power of two in 2..65536)
          queue-capacity: 100       | queue-capacity: 100 (expected: power of two in 2..65536)
          queue-capacity: 131072    | queue-capacity: 131072 (expected: power of two in 2..65536)
          max-region-bytes: 5000TiB | max-region-bytes: 5000TiB (expected: 0B..4096TiB)
          weight: 0                 | weight: 0 (expected: 1..1000)
          priority-ceiling: 4       | priority-ceiling: 4 (expected: 0..3)
          functions: sha256         | functions: sha256 (expected: list of texts)
          functions: [fft, 7]       | functions[1]: 7 (expected: text in quotes)
          functions: [Fft]          | functions[0]: Fft (expected: [a-z][A-Za-z0-9._-]{0,63})
          devices: [e]              | devices[0]: e (did you mean d?)
          devices: [other]          | devices[0]: other (expected: one of d)
          max-in-flight: 1000001    | max-in-flight: 1000001 (expected: 0..1000000)
          calls-per-second: -1      | calls-per-second: -1 (expected: 0..1000000000)
          bytes-per-second: 100     | bytes-per-second: 100 (expected: size such as 128MiB)
          bytes-per-second: 2TiB    | bytes-per-second: 2TiB (expected: 0B..1TiB)
          device-time-percent: 100001| device-time-percent: 100001 (expected: 0..100000)
          on-limit: drop            | on-limit: drop (expected: defer or shed)
          queue-capcity: 256        | queue-capcity: unknown key (did you mean queue-capacity?)
          Lanes: 2                  | Lanes: unknown key (did you mean lanes?)
          colour: red               | colour: unknown key (expected: one of name, socket, socket-mode, allowed-uids, max-guests, region-size, lanes, queue-capacity, max-region-bytes, weight, priority-ceiling, functions, devices, max-in-flight, calls-per-second, bytes-per-second, device-time-percent, on-limit)
          name: again               | name: duplicate key (expected: once)
          """)
  void shouldRejectTenantKey(String line, String error) {
    assertError(
        "tenants[1]." + error, "tenants:\n  - name: a\n  - name: b\n    " + line + "\n" + DEVICES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slots: -1                 | slots: -1 (expected: 0..65536)
          window: 0                 | window: 0 (expected: 1..65536)
          window: 65537             | window: 65537 (expected: 1..65536)
          options: text             | options: text (expected: mapping of texts)
          options: {depth: 7}       | options.depth: 7 (expected: text in quotes)
          options: {depth: {a: b}}  | options.depth: {"a":"b"} (expected: text)
          driver: Software          | driver: Software (expected: [a-z][a-z0-9-]*, at most 32 characters)
          """)
  void shouldRejectDeviceKey(String line, String error) {
    String driver = line.startsWith("driver") ? "" : "driver: software, ";
    assertError(
        "devices[0]." + error, TENANTS + "devices:\n  - {id: cpu0, " + driver + line + "}\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          {}              | missing (expected: text)
          {name: }        | "" (expected: [a-z][a-z0-9-]*, at most 32 characters)
          {name: 1a}      | 1a (expected: [a-z][a-z0-9-]*, at most 32 characters)
          {name: "a\\n"}   | a\\u000a (expected: [a-z][a-z0-9-]*, at most 32 characters)
          {name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa} | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (expected: [a-z][a-z0-9-]*, at most 32 characters)
          {name: null}    | null (expected: text in quotes)
          """)
  void shouldRejectTenantName(String tenant, String error) {
    assertError("tenants[0].name: " + error, "tenants: [" + tenant + "]\n" + DEVICES);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          [{driver: e}]                             | [0].id: missing (expected: text)
          [{id: d}]                                 | [0].driver: missing (expected: text)
          []                                        | : [] (expected: at least one entry)
          {id: d}                                   | : {"id":"d"} (expected: list of mappings)
          [d]                                       | [0]: d (expected: mapping)
          [{id: d, driver: e}, {id: d, driver: e}]  | [1].id: d (expected: other than devices[0].id)
          """)
  void shouldRejectDevices(String devices, String error) {
    assertError("devices" + error, TENANTS + "devices: " + devices + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          []                                      | : [] (expected: at least one entry)
          [{name: a}, {name: a}]                  | [1].name: a (expected: other than tenants[0].name)
          [{name: a}, {name: b, socket: a.sock}]  | [1].socket: a.sock (expected: other than tenants[0].socket)
          [{name: &x a}, {name: *x}]              | [1].name: *x (expected: the value itself; aliases are not followed)
          [{name: a, region-size: 1MiB, lanes: 64}] | [0].region-size: 1MiB (expected: at least 4MiB for 64 lanes of 256 entries)
          """)
  void shouldRejectTenants(String tenants, String error) {
    assertError("tenants" + error, "tenants: " + tenants + "\n" + DEVICES);
  }

  @Test
  void shouldRejectFileWhenListIsAbsent() {
    assertError("tenants: missing (expected: list of mappings)", DEVICES);
    assertError("devices: missing (expected: list of mappings)", TENANTS);
  }

  @Test
  void shouldRejectFileWhenTopLevelIsWrong() {
    assertError("tenant: unknown key (did you mean tenants?)", "tenant: []\n" + DEVICES);
    assertError("broker: [] (expected: mapping)", "broker: []\n" + TENANTS + DEVICES);
    assertError("tenants: duplicate key (expected: once)", TENANTS + DEVICES + TENANTS);
    assertError("[1] (expected: mapping)", "- 1\n");
    assertError("text (expected: mapping)", "text\n");
  }

  @Test
  void shouldRejectFileWhenNotOneDocument() {
    assertError("0 documents (expected: one YAML document)", "");
    assertError("0 documents (expected: one YAML document)", "# nothing\n");
    assertError("2 documents (expected: one YAML document)", TENANTS + DEVICES + "---\n" + DEVICES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tenants: name: a      | column 14: mapping values are not allowed here
          tenants: [a           | column 12: while parsing a flow sequence, expected ',' or ']', but got <stream end>
          tenants: "\\q"      | column 8: while scanning a double-quoted scalar, found unknown escape character q(113)
          lanes: .inf           | column 12: Malformed numeric value '.inf'
          ten\u0001ants: a      | column 1: special characters are not allowed
          """)
  void shouldNameTheLineWhenNotYaml(String yaml, String error) {
    assertError("line 1, " + error + " (expected: YAML)", yaml);
  }

  @Test
  void shouldNameTheLineWhenNotUtf8() {
    byte[] latin1 = "tenants: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    String message =
        assertThrows(ConfigException.class, () -> BrokerConfig.parse("test.yaml", latin1))
            .getMessage();

    assertTrue(message.startsWith("test.yaml: line 1, column "), message);
    assertTrue(message.contains("UTF-8"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void shouldRejectNestingWhenDeep() {
    String message =
        assertThrows(
                ConfigException.class,
                () ->
                    BrokerConfig.parse(
                        "test.yaml",
                        ("tenants: " + "[".repeat(2000)).getBytes(StandardCharsets.UTF_8)))
            .getMessage();

    assertTrue(message.contains("nesting depth"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void shouldCutTheValueWhenLong() {
    assertError(
        "tenants[0].socket: " + "s".repeat(120) + "... (expected: path of 1..107 bytes)",
        "tenants: [{name: a, socket: " + "s".repeat(200) + "}]\n" + DEVICES);
  }

  private static void assertError(String expected, String yaml) {
    byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
    ConfigException error =
        assertThrows(ConfigException.class, () -> BrokerConfig.parse("test.yaml", bytes));
    assertEquals("test.yaml: " + expected, error.getMessage());
  }
}
