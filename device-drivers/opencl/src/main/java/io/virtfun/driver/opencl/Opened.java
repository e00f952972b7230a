package io.virtfun.driver.opencl;

/**
 * What the slots of one device share.
 *
 * @param objects counts what is made
 * @param device the device
 * @param context its context
 * @param program the built program
 * @param copies whether payload goes through buffers of the device
 * @param foreign whether the program is not the built-in one
 */
record Opened(
    ClObjects objects,
    ClDevice device,
    long context,
    long program,
    boolean copies,
    boolean foreign) {

  void close() {
    objects.releaseProgram(program);
    objects.releaseContext(context);
  }
}
