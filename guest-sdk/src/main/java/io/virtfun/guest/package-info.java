/**
 * Asynchronous calls from a guest program to functions that run on the host.
 *
 * <p>{@link io.virtfun.guest.VirtFun#connect} attaches to a broker and gives a {@link
 * io.virtfun.guest.Session}; its {@link io.virtfun.guest.VFunction}s are called with buffers, or
 * with {@link io.virtfun.guest.Slice}s of the shared region where bytes are not to be copied. Every
 * failure is a {@link io.virtfun.guest.VirtFunException}.
 */
@NullMarked
package io.virtfun.guest;

import org.jspecify.annotations.NullMarked;
