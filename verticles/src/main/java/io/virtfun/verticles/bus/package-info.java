/**
 * What travels between verticles: calls by reference, in batches, over addresses named here and
 * nowhere else. The bus is a road: a call lives in its lane's table until it ends.
 */
@NullMarked
package io.virtfun.verticles.bus;

import org.jspecify.annotations.NullMarked;
