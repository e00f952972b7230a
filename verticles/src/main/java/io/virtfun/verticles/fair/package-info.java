/** Which of the calls that wait for a device starts next, and what calls cost. Pure logic. */
@NullMarked
package io.virtfun.verticles.fair;

import org.jspecify.annotations.NullMarked;
