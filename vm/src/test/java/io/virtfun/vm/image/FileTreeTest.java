package io.virtfun.vm.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir private Path folder;

  private byte[] written(FileTree tree) throws IOException {
    Path archive = folder.resolve("archive");
    tree.write(archive);
    return Files.readAllBytes(archive);
  }

  private List<CpioArchiveEntry> entries(FileTree tree) throws IOException {
    written(tree);
    List<CpioArchiveEntry> entries = new ArrayList<>();
    try (CpioArchiveInputStream in =
        new CpioArchiveInputStream(Files.newInputStream(folder.resolve("archive")))) {
      for (CpioArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  @Test
  void shouldWriteFoldersBeforeWhatIsInThem() throws IOException {
    List<CpioArchiveEntry> entries =
        entries(new FileTree().script("a/b/run", "x").text("a.txt", "y").console("dev/console"));

    assertEquals(
        List.of("a", "a.txt", "a/b", "a/b/run", "dev", "dev/console"),
        entries.stream().map(CpioArchiveEntry::getName).toList());
    assertTrue(entries.getFirst().isDirectory());
    assertEquals(0755, entries.get(3).getMode() & 0777);
    assertEquals(0644, entries.get(1).getMode() & 0777);
    assertTrue(entries.getLast().isCharacterDevice());
    assertEquals(5, entries.getLast().getRemoteDeviceMaj());
    assertEquals(1, entries.getLast().getRemoteDeviceMin());
  }

  @Test
  void shouldWriteTheSameBytesWheneverAndInWhateverOrderFilesCame() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "content");
    byte[] first = written(new FileTree().copy("x/file", file).text("b", "b").folder("c"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));

    byte[] second = written(new FileTree().folder("c").text("b", "b").copy("x/file", file));

    assertArrayEquals(first, second);
    assertTrue(new String(first, StandardCharsets.ISO_8859_1).contains("content"));
  }

  @Test
  void shouldForgetWhatIsRemoved() {
    FileTree tree = new FileTree().text("a/legal/x", "x").text("a/y", "y");
    tree.remove("a/legal/");

    assertFalse(tree.contains("a/legal/x"));
    assertTrue(tree.contains("a/y"));
  }
}
