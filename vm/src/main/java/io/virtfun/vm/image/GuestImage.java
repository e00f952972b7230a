package io.virtfun.vm.image;

import java.nio.file.Path;

/**
 * What QEMU boots.
 *
 * @param folder in the cache, with nothing else in it
 * @param kernel uncompressed where its compression is known
 * @param initramfs an uncompressed archive
 * @param release what {@code uname -r} says in the guest
 */
public record GuestImage(Path folder, Path kernel, Path initramfs, String release) {
  static final String KERNEL = "kernel";
  static final String INITRAMFS = "initramfs";
  static final String RELEASE = "release";
}
