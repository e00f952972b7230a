package io.virtfun.driver.fpga;

/** How a call ended: what its completion says, or that there will be none. */
enum Result {
  OK(Codes.RESULT_OK),
  OUTPUT_TOO_SMALL(Codes.RESULT_OUTPUT_TOO_SMALL),
  ABORTED(Codes.RESULT_ABORTED),
  BAD_DESCRIPTOR(Codes.RESULT_BAD_DESCRIPTOR),
  BAD_OPCODE(Codes.RESULT_BAD_OPCODE),
  READ_FAULT(Codes.RESULT_READ_FAULT),
  WRITE_FAULT(Codes.RESULT_WRITE_FAULT),
  /** The device was reset or closed, or it never took the call. */
  LOST(-1),
  /** The device said what it must not. */
  NONSENSE(-1);

  private static final Result[] BY_CODE = {
    OK, OUTPUT_TOO_SMALL, ABORTED, BAD_DESCRIPTOR, BAD_OPCODE, READ_FAULT, WRITE_FAULT
  };

  private final int code;

  Result(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Result ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : NONSENSE;
  }
}
