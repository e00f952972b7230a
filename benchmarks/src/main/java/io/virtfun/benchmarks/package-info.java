/** Measurements of VirtFun beside what users would pick instead, in one run. */
@NullMarked
package io.virtfun.benchmarks;

import org.jspecify.annotations.NullMarked;
