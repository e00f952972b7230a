package io.virtfun.broker.demo.task;

/**
 * CRC-32C by a table, a byte at a time.
 *
 * <p><b>Source:</b> RFC 3720, section 12.1 and appendix B.4.
 */
final class Crc32c {
  /** The Castagnoli polynomial 1EDC6F41, its bits reversed. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private static final int[] TABLE = table();

  private Crc32c() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int remainder = i;
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder >>> 1) ^ ((remainder & 1) == 0 ? 0 : POLYNOMIAL);
      }
      table[i] = remainder;
    }
    return table;
  }

  static int of(byte[] content) {
    int crc = -1;
    for (byte each : content) {
      crc = (crc >>> 8) ^ TABLE[(crc ^ each) & 0xFF];
    }
    return ~crc;
  }
}
