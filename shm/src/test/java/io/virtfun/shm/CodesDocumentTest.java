package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.ParameterType;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import io.virtfun.shm.linux.UnixSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** The document's codes and constants are those of the code. */
class CodesDocumentTest {
  private final Document document;

  CodesDocumentTest() throws IOException {
    document = Document.read();
  }

  @Test
  void shouldDocumentCodesOfEveryEnum() {
    assertEquals(
        codes(RegionState.values(), RegionState::code), columns("codes", "RegionState", 2));
    assertEquals(codes(LaneState.values(), LaneState::code), columns("codes", "LaneState", 2));
    assertEquals(
        codes(QuarantineReason.values(), QuarantineReason::code),
        columns("codes", "QuarantineReason", 2));
    assertEquals(codes(Why.values(), Why::code), columns("codes", "Why", 2));
    assertEquals(codes(SliceRole.values(), SliceRole::code), columns("codes", "SliceRole", 2));
    assertEquals(
        codes(ParameterType.values(), ParameterType::code), columns("codes", "ParameterType", 2));
    assertEquals(
        codes(SizeRule.Kind.values(), SizeRule.Kind::code), columns("codes", "SizeRuleKind", 2));
  }

  @Test
  void shouldDocumentEveryRefusal() {
    List<List<String>> expected =
        Arrays.stream(Refusal.values()).map(r -> List.of(text(r.code()), r.name())).toList();
    assertEquals(expected, columns("codes", "Refusal", 2));
  }

  @Test
  void shouldDocumentEveryStatus() {
    List<List<String>> expected =
        Arrays.stream(Status.values())
            .map(s -> List.of(text(s.code()), s.name(), s.isRetryable() ? "yes" : "no"))
            .toList();
    assertEquals(expected, columns("codes", "Status", 3));
  }

  @Test
  void shouldFindStatusByItsDocumentedCode() {
    for (Status status : Status.values()) {
      assertSame(status, Status.ofCode(status.code()));
    }
    assertNull(Status.ofCode(Status.values().length));
    assertNull(Status.ofCode(-1));
  }

  @Test
  void shouldDocumentEveryConstant() {
    List<List<String>> expected =
        List.of(
            List.of("magic", "0x%016X".formatted(Wire.MAGIC)),
            List.of("version", Wire.VERSION_MAJOR + "." + Wire.VERSION_MINOR),
            List.of("block bytes", text(Wire.BLOCK_BYTES)),
            List.of("most lanes", text(Wire.MAX_LANES)),
            List.of("fewest entries in a queue", text(Wire.MIN_QUEUE_CAPACITY)),
            List.of("most entries in a queue", text(Wire.MAX_QUEUE_CAPACITY)),
            List.of("inline argument bytes", text(SubmissionEntry.INLINE_ARGUMENT_BYTES)),
            List.of("flag: indirect arguments", text(SubmissionEntry.FLAG_INDIRECT_ARGUMENTS)),
            List.of("flag: cancel", text(SubmissionEntry.FLAG_CANCEL)),
            List.of("most urgent priority", text(SubmissionEntry.MAX_PRIORITY)),
            List.of("greatest device", text(SubmissionEntry.MAX_DEVICE)),
            List.of("feature: cancellation", text(Wire.FEATURE_CANCELLATION)),
            List.of("feature: device", text(Wire.FEATURE_DEVICE)),
            List.of("feature: catalogue", text(Wire.FEATURE_CATALOGUE)),
            List.of("no device", text(CompletionEntry.NO_DEVICE_NUMBER)),
            List.of("most functions", text(Catalogue.MAX_FUNCTIONS)),
            List.of("most devices", text(Catalogue.MAX_DEVICES)),
            List.of("longest device name", text(Catalogue.Device.MAX_NAME_BYTES)),
            List.of("longest function name", text(FunctionSpec.MAX_NAME_BYTES)),
            List.of("longest summary", text(FunctionSpec.MAX_SUMMARY_BYTES)),
            List.of("most parameters", text(FunctionSpec.MAX_PARAMETERS)),
            List.of("most argument bytes", text(FunctionSpec.MAX_ARGUMENTS_BYTES)),
            List.of("flag: idempotent", text(CatalogueCodec.FLAG_IDEMPOTENT)),
            List.of("flag: function withdrawn", text(CatalogueCodec.FLAG_FUNCTION_WITHDRAWN)),
            List.of("flag: device withdrawn", text(CatalogueCodec.FLAG_DEVICE_WITHDRAWN)),
            List.of("most terms", text(SizeRule.MAX_TERMS)),
            List.of("most bytes of an input or output", text(SizeRule.MAX_BYTES)),
            List.of("most factors", text(Term.MAX_FACTORS)),
            List.of("factor: input", text(Term.INPUT)),
            List.of("factor: first parameter", text(Term.parameter(0))),
            List.of("longest parameter name", text(Parameter.MAX_NAME_BYTES)),
            List.of("longest BYTES parameter", text(Parameter.MAX_BYTES)),
            List.of("flag: has a default", text(ParameterCodec.FLAG_DEFAULT)),
            List.of("flag: power of two", text(ParameterCodec.FLAG_POWER_OF_TWO)),
            List.of("ivshmem protocol version", text(Ivshmem.PROTOCOL_VERSION)),
            List.of("host's peer id", text(Ivshmem.HOST_PEER_ID)),
            List.of("greatest peer id", text(Ivshmem.MAX_PEER_ID)),
            List.of("region message", text(Ivshmem.REGION)),
            List.of("longest socket path", text(UnixSocket.MAX_PATH_BYTES)));
    assertEquals(expected, columns("constants", "Wire", 2));
  }

  private List<List<String>> columns(String kind, String name, int count) {
    return document.rows(kind, name).stream().map(row -> row.subList(0, count)).toList();
  }

  private static <E extends Enum<E>> List<List<String>> codes(E[] values, ToIntFunction<E> code) {
    Function<E, List<String>> row = value -> List.of(text(code.applyAsInt(value)), value.name());
    return Arrays.stream(values).map(row).toList();
  }

  private static String text(long value) {
    return Long.toString(value);
  }
}
