/** Guests in C, which cost little beside the broker that they measure. */
@NullMarked
package io.virtfun.benchmarks.guests;

import org.jspecify.annotations.NullMarked;
