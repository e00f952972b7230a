/**
 * What tenants may take of the broker, and what they took: limits, admission, accounts. Pure logic:
 * no Vert.x, time passed in.
 */
@NullMarked
package io.virtfun.verticles.admission;

import org.jspecify.annotations.NullMarked;
