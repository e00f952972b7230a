/** What an operator sees of a running broker, over a Unix socket. */
@NullMarked
package io.virtfun.broker.admin;

import org.jspecify.annotations.NullMarked;
