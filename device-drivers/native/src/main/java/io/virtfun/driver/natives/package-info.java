/**
 * The native device: functions of a C library, each slot in a process of its own.
 *
 * <p>The broker's process never loads the library. It starts <em>runners</em>, processes of the
 * same JDK that do, hands them calls over pipes and payload in memory that both map, and believes
 * nothing they answer. {@link io.virtfun.driver.natives.Runner} and what it uses run there; they
 * need the JDK only.
 */
@NullMarked
package io.virtfun.driver.natives;

import org.jspecify.annotations.NullMarked;
