package io.virtfun.shm;

/**
 * Where one lane lies. Offsets are from the region's start.
 *
 * @param controlOffset the control structure
 * @param submissionEntriesOffset first submission entry
 * @param completionEntriesOffset first completion entry
 * @param submissionCapacity entries in the submission queue
 * @param completionCapacity entries in the completion queue
 * @param vector which doorbell of either side belongs to the lane
 */
public record LaneGeometry(
    long controlOffset,
    long submissionEntriesOffset,
    long completionEntriesOffset,
    int submissionCapacity,
    int completionCapacity,
    int vector) {}
