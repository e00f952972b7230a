/**
 * What every driver must do, as tests: a driver's test extends {@link
 * io.virtfun.driver.kit.DriverContract} and gets all that apply to it.
 */
@NullMarked
package io.virtfun.driver.kit;

import org.jspecify.annotations.NullMarked;
