/** Offload from a virtual machine: over shared memory, and over its network card. */
@NullMarked
package io.virtfun.benchmarks.network;

import org.jspecify.annotations.NullMarked;
