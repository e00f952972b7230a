/** Virtual machines under QEMU that run a Java program of the guest image. */
@NullMarked
package io.virtfun.vm;

import org.jspecify.annotations.NullMarked;
