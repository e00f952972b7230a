package io.virtfun.shm;

import static io.virtfun.shm.Wire.U16;
import static io.virtfun.shm.Wire.U32;
import static io.virtfun.shm.Wire.U64;
import static io.virtfun.shm.Wire.U8;
import static io.virtfun.shm.Wire.bytes;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * Every structure of the region, field by field.
 *
 * <p><b>Source:</b> docs/shared-memory.md has one table per structure, of the same name.
 */
final class Layouts {
  static final StructLayout REGION_HEADER =
      MemoryLayout.structLayout(
              U64.withName("magic"),
              U16.withName("versionMajor"),
              U16.withName("versionMinor"),
              U32.withName("headerBytes"),
              U64.withName("regionBytes"),
              U64.withName("generation"),
              U64.withName("features"),
              U32.withName("laneCount"),
              U32.withName("hostPeerId"),
              U64.withName("laneDirectoryOffset"),
              U64.withName("catalogueOffset"),
              U64.withName("catalogueBytes"),
              U64.withName("arenaOffset"),
              U64.withName("arenaBytes"),
              U32.withName("heartbeatMillis"),
              bytes(36).withName("reserved0"),
              U32.withName("state"),
              bytes(4).withName("reserved1"),
              U64.withName("resetAnswered"),
              U64.withName("heartbeat"),
              bytes(104).withName("reserved2"),
              U64.withName("resetRequest"),
              bytes(120).withName("reservedGuest"))
          .withName("RegionHeader");

  static final StructLayout LANE_DIRECTORY_ENTRY =
      MemoryLayout.structLayout(
              U64.withName("controlOffset"),
              U64.withName("submissionEntriesOffset"),
              U64.withName("completionEntriesOffset"),
              U32.withName("submissionCapacity"),
              U32.withName("completionCapacity"),
              U32.withName("vector"),
              bytes(28).withName("reserved"))
          .withName("LaneDirectoryEntry");

  static final StructLayout LANE_CONTROL =
      MemoryLayout.structLayout(
              U64.withName("submissionTail"),
              bytes(120).withName("reserved0"),
              U64.withName("submissionHead"),
              bytes(120).withName("reserved1"),
              U32.withName("submissionWakeup"),
              bytes(124).withName("reserved2"),
              U64.withName("completionTail"),
              bytes(120).withName("reserved3"),
              U64.withName("completionHead"),
              bytes(120).withName("reserved4"),
              U32.withName("completionWakeup"),
              bytes(124).withName("reserved5"),
              U32.withName("laneState"),
              U32.withName("quarantineReason"),
              bytes(120).withName("reserved6"),
              bytes(128).withName("reserved7"))
          .withName("LaneControl");

  static final StructLayout SUBMISSION_ENTRY =
      MemoryLayout.structLayout(
              U64.withName("correlationId"),
              U32.withName("functionId"),
              U16.withName("flags"),
              U8.withName("priority"),
              U8.withName("device"),
              U64.withName("inputOffset"),
              U64.withName("outputOffset"),
              U32.withName("inputBytes"),
              U32.withName("outputCapacity"),
              U32.withName("timeToLiveMicros"),
              bytes(20).withName("arguments"))
          .withName("SubmissionEntry");

  static final StructLayout INDIRECT_ARGUMENTS =
      MemoryLayout.structLayout(
              U32.withName("argumentsBytes"),
              U64.withByteAlignment(4).withName("argumentsOffset"),
              bytes(8).withName("reserved"))
          .withName("IndirectArguments");

  static final StructLayout COMPLETION_ENTRY =
      MemoryLayout.structLayout(
              U64.withName("correlationId"),
              U32.withName("status"),
              U32.withName("device"),
              U32.withName("outputBytes"),
              U8.withName("why"),
              U8.withName("attempts"),
              U16.withName("reserved0"),
              U64.withName("detail"),
              U64.withName("queuedNanos"),
              U64.withName("ranNanos"),
              U64.withName("deviceCycles"),
              bytes(8).withName("reserved1"))
          .withName("CompletionEntry");

  static final StructLayout CATALOGUE_HEADER =
      MemoryLayout.structLayout(
              U64.withName("generation"),
              U32.withName("functionCount"),
              U32.withName("functionEntryBytes"),
              U32.withName("deviceCount"),
              U32.withName("deviceEntryBytes"),
              U64.withName("functionsOffset"),
              U64.withName("devicesOffset"),
              bytes(24).withName("reserved"))
          .withName("CatalogueHeader");

  static final StructLayout DEVICE_ENTRY =
      MemoryLayout.structLayout(
              U32.withName("number"), U32.withName("flags"), bytes(56).withName("name"))
          .withName("DeviceEntry");

  static final StructLayout SIZE_TERM =
      MemoryLayout.structLayout(
              U64.withName("coefficient"), U64.withName("divisor"), bytes(8).withName("factors"))
          .withName("SizeTerm");

  static final StructLayout SIZE_RULE =
      MemoryLayout.structLayout(
              U32.withName("kind"),
              U32.withName("termCount"),
              U32.withName("multipleOf"),
              U32.withName("reserved"),
              U64.withName("minBytes"),
              U64.withName("maxBytes"),
              MemoryLayout.sequenceLayout(4, SIZE_TERM).withName("terms"))
          .withName("SizeRule");

  static final StructLayout PARAMETER =
      MemoryLayout.structLayout(
              bytes(24).withName("name"),
              U32.withName("type"),
              U32.withName("sizeBytes"),
              U32.withName("flags"),
              U32.withName("offset"),
              U64.withName("min"),
              U64.withName("max"),
              U64.withName("default"))
          .withName("Parameter");

  static final StructLayout FUNCTION_ENTRY =
      MemoryLayout.structLayout(
              U32.withName("id"),
              U32.withName("version"),
              U32.withName("flags"),
              U32.withName("alignmentBytes"),
              U32.withName("parameterCount"),
              U32.withName("argumentsBytes"),
              bytes(8).withName("reserved0"),
              bytes(48).withName("name"),
              bytes(112).withName("summary"),
              SIZE_RULE.withName("input"),
              SIZE_RULE.withName("output"),
              bytes(64).withName("reserved1"),
              MemoryLayout.sequenceLayout(8, PARAMETER).withName("parameters"))
          .withName("FunctionEntry");

  /** All structures, in the order in which the document lists them. */
  static final List<StructLayout> ALL =
      List.of(
          REGION_HEADER,
          LANE_DIRECTORY_ENTRY,
          LANE_CONTROL,
          SUBMISSION_ENTRY,
          INDIRECT_ARGUMENTS,
          COMPLETION_ENTRY,
          CATALOGUE_HEADER,
          DEVICE_ENTRY,
          FUNCTION_ENTRY,
          SIZE_RULE,
          SIZE_TERM,
          PARAMETER);

  private Layouts() {}
}
