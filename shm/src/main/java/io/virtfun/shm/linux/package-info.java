/**
 * The system calls that shared memory, doorbells and attaching need, one small class per concept.
 */
@NullMarked
package io.virtfun.shm.linux;

import org.jspecify.annotations.NullMarked;
