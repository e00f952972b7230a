/** The same functions by other ways: gRPC and plain sockets, clients and servers. */
@NullMarked
package io.virtfun.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
