/** How tenants share devices and event loops. */
@NullMarked
package io.virtfun.benchmarks.sharing;

import org.jspecify.annotations.NullMarked;
