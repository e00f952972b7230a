/** Devices on the event bus: each verticle hosts one and runs the calls that lanes send to it. */
@NullMarked
package io.virtfun.verticles.device;

import org.jspecify.annotations.NullMarked;
