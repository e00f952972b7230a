/** The guest image: kernel, Java runtime and class path in files that QEMU boots. */
@NullMarked
package io.virtfun.vm.image;

import org.jspecify.annotations.NullMarked;
