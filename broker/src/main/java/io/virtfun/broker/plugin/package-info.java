/** Drivers in jars that come and go while the broker runs. */
@NullMarked
package io.virtfun.broker.plugin;

import org.jspecify.annotations.NullMarked;
