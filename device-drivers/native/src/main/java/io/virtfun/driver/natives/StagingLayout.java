package io.virtfun.driver.natives;

/**
 * Where things lie in the memory that device and runner share: a control page, an area for input,
 * an area for output. Slices end where their area ends, so that the page after it guards them.
 *
 * @param areaBytes size of each area, a multiple of {@link #PAGE_BYTES}
 */
record StagingLayout(long areaBytes) {
  /** A multiple of any page size that Linux has here. */
  static final int PAGE_BYTES = 65_536;

  /** In the control page: not 0 when the call's result is not wanted any more. */
  static final int CANCEL_OFFSET = 0;

  /** In the control page: the encoded arguments. */
  static final int ARGUMENTS_OFFSET = 256;

  StagingLayout {
    if (areaBytes < PAGE_BYTES || areaBytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "area: " + areaBytes + " (expected: multiple of " + PAGE_BYTES + ")");
    }
  }

  long inputAreaOffset() {
    return PAGE_BYTES;
  }

  long outputAreaOffset() {
    return PAGE_BYTES + areaBytes;
  }

  long fileBytes() {
    return PAGE_BYTES + 2 * areaBytes;
  }

  /** Where in its area a slice starts: as late as its alignment lets it. */
  long start(long sizeBytes, int alignmentBytes) {
    return (areaBytes - sizeBytes) & -alignmentBytes;
  }
}
