/** What is measured on one host: latency, throughput, bulk, whole functions, signalling. */
@NullMarked
package io.virtfun.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
