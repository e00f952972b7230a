/** Many guests at one broker: what all of them get together, and what idle ones cost. */
@NullMarked
package io.virtfun.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
