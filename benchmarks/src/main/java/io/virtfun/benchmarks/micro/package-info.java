/** Micro-benchmarks of the parts that a call passes through, run by JMH. */
@NullMarked
package io.virtfun.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
