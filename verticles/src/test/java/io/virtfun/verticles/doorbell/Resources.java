package io.virtfun.verticles.doorbell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What this process holds of regions and doorbells.
 *
 * @param eventDescriptors open event descriptors
 * @param memoryFiles open memory files
 * @param watched descriptors that event loops watch
 * @param mappings mappings of test peers' memory files
 */
record Resources(int eventDescriptors, int memoryFiles, int watched, int mappings) {
  static Resources held() throws IOException {
    int events = 0;
    int files = 0;
    int watched = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path link : open) {
        String target = target(link);
        events += target.contains("[eventfd]") ? 1 : 0;
        files += target.contains("memfd:") ? 1 : 0;
        watched += target.contains("[eventpoll]") ? watchedBy(link.getFileName()) : 0;
      }
    }
    int mappings =
        (int)
            Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains("memfd:" + TestPeer.FILE_NAME))
                .count();
    return new Resources(events, files, watched, mappings);
  }

  private static int watchedBy(Path epoll) throws IOException {
    return (int)
        Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(epoll)).stream()
            .filter(line -> line.startsWith("tfd:"))
            .count();
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "closed meanwhile";
    }
  }
}
