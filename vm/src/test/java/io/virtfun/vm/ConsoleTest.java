package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final Console console = new Console();

  @Test
  void shouldKeepTheLastLines() {
    for (int i = 0; i < 1000; i++) {
      console.add("line " + i);
    }

    assertEquals(200, console.lines().size());
    assertEquals("line 800", console.lines().getFirst());
    assertEquals("line 999", console.lastLine());
  }

  @Test
  void shouldGiveTheInitsLineAsReasonWhenItFailed() {
    console.add("virtfun-init: no /proc");
    console.add("reboot: Power down");

    assertEquals("virtfun-init: no /proc", console.reason());
  }

  @Test
  void shouldGiveThePanicAsReasonWhenThereWasOne() {
    console.add("[    1.0] Kernel panic - not syncing: sysrq triggered crash");
    console.add("[    1.0] Rebooting in 0 seconds..");

    assertEquals("[    1.0] Kernel panic - not syncing: sysrq triggered crash", console.reason());
  }
}
