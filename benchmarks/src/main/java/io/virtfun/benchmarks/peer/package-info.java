/** The same functions by other ways: gRPC and plain TCP, clients and servers. */
@NullMarked
package io.virtfun.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
