package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Driver, RTL and document have the same registers, codes and structures. */
class RegistersDocumentTest {
  private static final Pattern DEFINE =
      Pattern.compile("`define VF_(\\w+) (?:[0-9]+'([dh]))?([0-9A-Fa-f]+)");

  @Test
  void shouldDocumentEveryRegister() throws IOException {
    List<List<String>> expected =
        Arrays.stream(Register.values())
            .map(register -> List.of("0x%03X".formatted(register.offset()), register.name()))
            .toList();

    assertEquals(expected, columns("registers", "virtfun_top"));
  }

  @Test
  void shouldDocumentEveryCode() throws IOException {
    List<List<String>> documented = new ArrayList<>();
    for (String table : List.of("identity", "bits", "opcodes", "results", "faults", "states")) {
      documented.addAll(columns("codes", table));
    }
    List<List<String>> expected =
        codes().entrySet().stream().map(e -> List.of(e.getKey(), text(e.getValue()))).toList();

    assertEquals(sorted(expected), sorted(documented));
  }

  private static String text(long value) {
    return value > 0xFFFF ? "0x%08X".formatted(value) : Long.toString(value);
  }

  private static List<List<String>> sorted(List<List<String>> rows) {
    return rows.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
  }

  @Test
  void shouldHaveTheSameConstantsInTheRtl() throws IOException {
    Map<String, Long> expected = codes();
    for (Register register : Register.values()) {
      expected.put("REG_" + register.name(), (long) register.offset());
    }

    assertEquals(expected, defines());
  }

  private static Map<String, Long> codes() {
    Map<String, Long> codes = new TreeMap<>();
    for (Field field : Codes.class.getDeclaredFields()) {
      try {
        codes.put(field.getName(), Integer.toUnsignedLong(field.getInt(null)));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return codes;
  }

  private static Map<String, Long> defines() throws IOException {
    Map<String, Long> defines = new TreeMap<>();
    try (InputStream in =
        RegistersDocumentTest.class.getResourceAsStream("simulation/virtfun_regs.svh")) {
      Matcher matcher = DEFINE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (matcher.find()) {
        int radix = "h".equals(matcher.group(2)) ? 16 : 10;
        defines.put(matcher.group(1), Long.parseLong(matcher.group(3), radix));
      }
    }
    return defines;
  }

  @Test
  void shouldDocumentEveryFieldOfDescriptorAndCompletion() throws IOException {
    assertEquals(
        List.of(
            List.of("0", "opcode"),
            List.of(Rings.FLAGS_OFFSET + "", "flags"),
            List.of("4", "reserved"),
            List.of(Rings.TAG_OFFSET + "", "tag"),
            List.of(Rings.INPUT_ADDRESS_OFFSET + "", "input address"),
            List.of(Rings.INPUT_BYTES_OFFSET + "", "input bytes"),
            List.of("28", "reserved"),
            List.of(Rings.OUTPUT_ADDRESS_OFFSET + "", "output address"),
            List.of(Rings.CAPACITY_OFFSET + "", "output capacity"),
            List.of("44", "reserved"),
            List.of(Rings.DESCRIPTOR_BYTES + "", "end")),
        columns("layout", "descriptor"));
    assertEquals(
        List.of(
            List.of("0", "tag"),
            List.of(Rings.RESULT_OFFSET + "", "result"),
            List.of(Rings.OUTPUT_BYTES_OFFSET + "", "output bytes"),
            List.of(Rings.CYCLES_OFFSET + "", "cycles"),
            List.of(Rings.SLOT_OFFSET + "", "slot"),
            List.of(Rings.SEQUENCE_OFFSET + "", "sequence"),
            List.of(Rings.COMPLETION_BYTES + "", "end")),
        columns("layout", "completion"));
  }

  @Test
  void shouldFindNoTableWhenItsMarkerIsMissing() throws IOException {
    String text = Document.read().text().replace("<!-- registers: virtfun_top -->", "");

    assertNotEquals(
        columns("registers", "virtfun_top"), new Document(text).rows("registers", "virtfun_top"));
  }

  @Test
  void shouldKnowEveryResultByItsCode() {
    for (Result result : Result.values()) {
      if (result.code() >= 0) {
        assertEquals(result, Result.ofCode(result.code()));
      }
    }
    assertEquals(Result.NONSENSE, Result.ofCode(7));
    assertEquals(Result.NONSENSE, Result.ofCode(-1));
  }

  private static List<List<String>> columns(String kind, String name) throws IOException {
    return Document.read().rows(kind, name).stream().map(row -> row.subList(0, 2)).toList();
  }
}
