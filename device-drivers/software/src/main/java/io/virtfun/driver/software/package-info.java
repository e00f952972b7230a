/**
 * The software device: the functions of the standard catalogue on the host's processors.
 *
 * <p>A guest can write a call's input and output while a kernel runs. Kernels therefore take every
 * bound and every loop count from the checked arguments and sizes, never from the payload, or stay
 * within their slices whatever the payload says.
 */
@NullMarked
package io.virtfun.driver.software;

import org.jspecify.annotations.NullMarked;
