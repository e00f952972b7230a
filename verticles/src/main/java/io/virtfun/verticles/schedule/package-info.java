/** The calls of one device: which of them wait, which of them runs next. Pure logic. */
@NullMarked
package io.virtfun.verticles.schedule;

import org.jspecify.annotations.NullMarked;
