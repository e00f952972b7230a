/**
 * The same calls as RxJava 3 types, for programs on Vert.x's RxJava 3 bindings.
 *
 * <p>Everything is cold: what it does it does on subscription.
 */
@NullMarked
package io.virtfun.guest.rx;

import org.jspecify.annotations.NullMarked;
