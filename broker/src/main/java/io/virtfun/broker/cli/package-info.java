/** The command line. Exit codes: 0 all well, 1 the work failed, 2 wrong usage or configuration. */
@NullMarked
package io.virtfun.broker.cli;

import org.jspecify.annotations.NullMarked;
