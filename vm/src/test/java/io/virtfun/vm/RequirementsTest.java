package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  @Test
  void shouldSayNothingWhenAllIsThere() {
    assertEquals(Optional.empty(), Requirements.missing(_ -> true));
  }

  @Test
  void shouldNameOnePackageOnceWhenSeveralProgramsOfItAreMissing() {
    assertEquals(
        Optional.of(
            "virtual machines need the Debian package util-linux:"
                + " sudo apt-get install -y util-linux"),
        Requirements.missing(program -> !program.startsWith("set")));
  }

  @Test
  void shouldNameAllPackagesInOneCommand() {
    assertEquals(
        Optional.of(
            "virtual machines need the Debian packages qemu-system-x86, busybox-static:"
                + " sudo apt-get install -y qemu-system-x86 busybox-static"),
        Requirements.missing(Set.of("setpriv", "setsid")::contains));
  }
}
