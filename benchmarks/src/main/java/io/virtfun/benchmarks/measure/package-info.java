/** What single measurements come to: medians, ratios, and how sure they are. */
@NullMarked
package io.virtfun.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
