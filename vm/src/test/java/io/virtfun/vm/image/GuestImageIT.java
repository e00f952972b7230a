package io.virtfun.vm.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.vm.VmHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real images; Java and kernel come from this user's cache once they are there. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GuestImageIT {
  private final List<GuestImage> built = new ArrayList<>();
  @TempDir private Path classes;

  private GuestImage build() {
    GuestImage image = VmHost.build(new GuestImageBuilder().classPath(List.of(classes)));
    built.add(image);
    return image;
  }

  /** Nobody else has a use for them, and they would push out others. */
  @AfterEach
  void removeImages() throws IOException {
    for (GuestImage image : built) {
      remove(image);
    }
  }

  private static void remove(GuestImage image) throws IOException {
    if (Files.isDirectory(image.folder())) {
      try (Stream<Path> files = Files.list(image.folder())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(image.folder());
    }
  }

  @Test
  void shouldBeTheSameBytesWhenBuiltAgainAndOthersWhenAClassChanges() throws IOException {
    Files.writeString(classes.resolve("A.class"), "a");
    Files.writeString(classes.resolve("B.class"), "b");
    GuestImage first = build();
    Path kept =
        Files.move(first.initramfs(), classes.resolveSibling(classes.getFileName() + ".kept"));
    try {
      remove(first);

      GuestImage again = build();
      assertEquals(first, again);
      assertEquals(-1, Files.mismatch(kept, again.initramfs()));
    } finally {
      Files.delete(kept);
    }

    Files.writeString(classes.resolve("B.class"), "changed");
    assertNotEquals(first.folder(), build().folder());
  }

  @Test
  void shouldHaveAKernelThatQemuStartsDirectly() throws IOException {
    GuestImage image = build();
    byte[] start = new byte[4];
    try (var in = Files.newInputStream(image.kernel())) {
      assertEquals(4, in.readNBytes(start, 0, 4));
    }

    assertTrue(start[0] == 0x7f && start[1] == 'E', "no ELF file");
  }
}
