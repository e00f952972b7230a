/** The core of the broker on virtual time, where everybody does what chance says. */
@NullMarked
package io.virtfun.verticles.simulation;

import org.jspecify.annotations.NullMarked;
