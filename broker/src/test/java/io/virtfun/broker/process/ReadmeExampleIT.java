package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example does what it says. */
class ReadmeExampleIT {
  @TempDir private Path folder;

  @Test
  void shouldHashAndMultiply() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, Conf.with())) {
      Process guest =
          Jvm.builder(ReadmeExample.class, broker.address("alpha"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();

      String out = new String(guest.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertEquals(0, guest.waitFor());
      // printf hello | sha256sum
      assertTrue(
          out.contains("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"), out);
      assertTrue(out.contains("product: 16384 bytes"), out);
    }
  }
}
