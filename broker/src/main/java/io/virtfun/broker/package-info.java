/** The composition root: opens devices, deploys verticles, and serves the tenants' sockets. */
@NullMarked
package io.virtfun.broker;

import org.jspecify.annotations.NullMarked;
