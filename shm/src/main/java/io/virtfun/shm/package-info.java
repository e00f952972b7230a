/**
 * What guest and host share: the region's layout, its queues and doorbells. {@code
 * docs/shared-memory.md} specifies every byte; a test holds it to the layouts here.
 */
@NullMarked
package io.virtfun.shm;

import org.jspecify.annotations.NullMarked;
