/**
 * The FPGA device: drives the accelerator whose RTL lies beside this driver, simulated or on a PCIe
 * board. Specified in docs/fpga.md.
 *
 * <p>A simulation computes what the hardware computes, at a small part of its speed.
 */
@NullMarked
package io.virtfun.driver.fpga;

import org.jspecify.annotations.NullMarked;
