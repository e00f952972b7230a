package io.virtfun.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One call, run by the code, writes the bytes that the document shows after each step. */
class WorkedExampleTest {
  private static final int LINE_BYTES = 16;
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

  private final Catalogue catalogue =
      new Catalogue(
          List.of(new Catalogue.Function(1, TestRegions.SHA256)),
          List.of(new Catalogue.Device(1, "software")));
  private final RegionGeometry geometry = TestRegions.geometry(1, 4, catalogue);
  private final MemorySegment memory = Arena.ofAuto().allocate(geometry.regionBytes(), 4096);
  private MemorySegment before = Arena.ofAuto().allocate(geometry.regionBytes(), 4096);

  @Test
  void shouldWriteWhatTheDocumentShows() throws IOException, NoSuchAlgorithmException {
    HostRegion host = new HostRegion(memory, geometry, catalogue, 0, 1);
    SubmissionConsumer submissions = host.submissions(0);
    CompletionProducer completions = host.completions(0);
    host.setLaneState(0, LaneState.OPEN, QuarantineReason.NONE);
    assertEquals(0, submissions.arm());
    host.publish(RegionState.READY);
    assertStep("ready");

    GuestRegion region = GuestRegion.open(memory);
    LaneGeometry lane = region.lanes().getFirst();
    SubmissionProducer producer = new SubmissionProducer(memory, lane);
    CompletionConsumer consumer = new CompletionConsumer(memory, lane);
    long input = region.arenaOffset();
    long output = input + 64;
    MemorySegment.copy(
        MemorySegment.ofArray("abc".getBytes(StandardCharsets.US_ASCII)), 0, memory, input, 3);
    assertTrue(producer.offer(new SubmissionEntry().set(0xC0FFEE, 1, input, 3).output(output, 32)));
    assertTrue(producer.publish(), "the host asked to be rung");
    assertEquals(0, consumer.arm());
    assertStep("submitted");

    serve(submissions, completions);
    assertStep("completed");

    consumer.disarm();
    CompletionEntry completion = new CompletionEntry();
    assertEquals(1, consumer.available());
    consumer.take(completion);
    consumer.release();
    assertEquals(0xC0FFEE, completion.correlationId);
    assertEquals(32, completion.outputBytes);
    assertStep("taken");
  }

  private void serve(SubmissionConsumer submissions, CompletionProducer completions)
      throws NoSuchAlgorithmException {
    submissions.disarm();
    assertEquals(1, submissions.available());
    SubmissionEntry entry = new SubmissionEntry();
    submissions.take(entry);
    submissions.release();
    byte[] input = memory.asSlice(entry.inputOffset(), entry.inputBytes()).toArray(Wire.U8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
    memory.asSlice(entry.outputOffset(), 32).copyFrom(MemorySegment.ofArray(digest));
    CompletionEntry completion = new CompletionEntry();
    completion.correlationId = entry.correlationId();
    completion.status = Status.OK.code();
    completion.device = 1;
    completion.outputBytes = 32;
    completion.queuedNanos = 1500;
    completion.ranNanos = 2500;
    completion.deviceCycles = 500;
    completion.why = Why.ONLY.code();
    completions.write(completion);
    assertTrue(completions.publish(), "the guest asked to be rung");
    assertEquals(0, submissions.arm());
  }

  /** Compares the lines of 16 bytes that the step changed. */
  private void assertStep(String name) throws IOException {
    List<String> changed = new ArrayList<>();
    for (long at = 0; at < memory.byteSize(); at += LINE_BYTES) {
      byte[] line = memory.asSlice(at, LINE_BYTES).toArray(Wire.U8);
      if (memory.asSlice(at, LINE_BYTES).mismatch(before.asSlice(at, LINE_BYTES)) >= 0) {
        changed.add("%05x  %s".formatted(at, SPACED.formatHex(line)));
      }
    }
    assertEquals(
        String.join("\n", changed), String.join("\n", Document.read().block("example", name)));
    before = Arena.ofAuto().allocate(memory.byteSize(), 8);
    before.copyFrom(memory);
  }
}
