/** Documents of runs as a page to look at, and beside each other. */
@NullMarked
package io.virtfun.benchmarks.report;

import org.jspecify.annotations.NullMarked;
