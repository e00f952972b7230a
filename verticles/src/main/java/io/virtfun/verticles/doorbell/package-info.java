/**
 * Doorbells of many peers on the event loops of a few verticles: who rang is served, who has
 * nothing to do is asked to ring.
 */
@NullMarked
package io.virtfun.verticles.doorbell;

import org.jspecify.annotations.NullMarked;
