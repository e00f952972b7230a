/** VirtFun side by side with its peers on one host, each in processes of its own. */
@NullMarked
package io.virtfun.benchmarks.side;

import org.jspecify.annotations.NullMarked;
