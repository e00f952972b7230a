/**
 * What a device driver provides to the broker. A driver is a jar with a {@link
 * io.virtfun.driver.spi.DriverProvider} that {@link java.util.ServiceLoader} finds; it depends on
 * this package and {@code io.virtfun.functions} only.
 */
@NullMarked
package io.virtfun.driver.spi;

import org.jspecify.annotations.NullMarked;
