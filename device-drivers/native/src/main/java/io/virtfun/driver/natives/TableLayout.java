package io.virtfun.driver.natives;

/**
 * Offsets and sizes of the structures in {@code virtfun_function.h}.
 *
 * <p><b>Units:</b> bytes. <b>Source:</b> docs/native-functions.md.
 */
final class TableLayout {
  static final int ABI = 1;
  static final int MAX_FUNCTIONS = 64;

  // virtfun_table
  static final int ABI_OFFSET = 0;
  static final int FUNCTION_BYTES_OFFSET = 4;
  static final int COUNT_OFFSET = 8;
  static final int FUNCTIONS_OFFSET = 16;
  static final int TABLE_BYTES = 24;

  // virtfun_function
  static final int NAME_BYTES = 48;
  static final int SUMMARY_OFFSET = 48;
  static final int SUMMARY_BYTES = 112;
  static final int VERSION_OFFSET = 160;
  static final int FLAGS_OFFSET = 164;
  static final int ALIGNMENT_OFFSET = 168;
  static final int PARAMETERS_OFFSET = 176;
  static final int INPUT_OFFSET = 688;
  static final int OUTPUT_OFFSET = 808;
  static final int RUN_OFFSET = 928;
  static final int FUNCTION_BYTES = 936;
  static final int MAX_BYTES = MAX_FUNCTIONS * FUNCTION_BYTES;

  // virtfun_parameter
  static final int PARAMETER_BYTES = 64;
  static final int PARAMETER_NAME_BYTES = 24;
  static final int TYPE_OFFSET = 24;
  static final int PARAMETER_FLAGS_OFFSET = 28;
  static final int MIN_OFFSET = 32;
  static final int MAX_OFFSET = 40;
  static final int INITIAL_OFFSET = 48;
  static final int BYTES_OFFSET = 56;

  // virtfun_size
  static final int KIND_OFFSET = 0;
  static final int MULTIPLE_OFFSET = 4;
  static final int MIN_BYTES_OFFSET = 8;
  static final int MAX_BYTES_OFFSET = 16;
  static final int TERMS_OFFSET = 24;

  // virtfun_term
  static final int TERM_BYTES = 24;
  static final int DIVISOR_OFFSET = 8;
  static final int FACTORS_OFFSET = 16;

  private TableLayout() {}
}
