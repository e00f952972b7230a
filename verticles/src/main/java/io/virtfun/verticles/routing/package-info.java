/** Which devices implement a function, and which of them a call goes to. Pure logic. */
@NullMarked
package io.virtfun.verticles.routing;

import org.jspecify.annotations.NullMarked;
