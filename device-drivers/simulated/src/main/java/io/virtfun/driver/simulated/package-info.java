/**
 * A device whose speed and faults are configured: to try a broker, its limits and its operators
 * with.
 */
@NullMarked
package io.virtfun.driver.simulated;

import org.jspecify.annotations.NullMarked;
