/** The demo: a broker and guests as processes of their own, whose every answer is checked. */
@NullMarked
package io.virtfun.broker.demo;

import org.jspecify.annotations.NullMarked;
