/** QEMU's ivshmem server protocol: one Unix socket per tenant, one region per attached peer. */
@NullMarked
package io.virtfun.broker.ivshmem;

import org.jspecify.annotations.NullMarked;
