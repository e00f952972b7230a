/**
 * The OpenCL device: functions of the standard catalogue as kernels, on a processor, a GPU or an
 * FPGA board whose runtime speaks OpenCL.
 *
 * <p>A guest can write a call's input and output while kernels run. Kernels therefore take every
 * bound, index and loop count from the checked arguments and sizes, never from the payload.
 */
@NullMarked
package io.virtfun.driver.opencl;

import org.jspecify.annotations.NullMarked;
