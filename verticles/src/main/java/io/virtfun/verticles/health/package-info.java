/** Whether a device can be trusted with calls, from what became of those it had. Pure logic. */
@NullMarked
package io.virtfun.verticles.health;

import org.jspecify.annotations.NullMarked;
