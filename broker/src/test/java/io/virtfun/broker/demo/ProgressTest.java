package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.broker.demo.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What stderr shows. */
class ProgressTest {
  private static final Task ECHO = new Task("echo", 64, "", _ -> null);
  private static final Task FFT = new Task("fft", 128, "n=16", _ -> null);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);

  @Test
  void shouldAddALineWhenAGuestComesToAnotherFunctionOrAllIsDone() {
    Progress progress = new Progress.InLines(out);
    progress.rowDone("guest 1", ECHO, 1, 9);
    progress.rowDone("guest 1", ECHO, 2, 9);
    progress.rowDone("guest 2", ECHO, 3, 9);
    progress.rowDone("guest 1", FFT, 4, 9);
    progress.rowDone("guest 1", FFT, 9, 9);
    progress.end();

    assertEquals(
        """
        guest 1: echo, 1/9 rows
        guest 2: echo, 3/9 rows
        guest 1: fft, 4/9 rows
        guest 1: fft, 9/9 rows
        """,
        text());
  }

  @Test
  void shouldRewriteOneLineAndClearItWhenOnATerminal() {
    Progress progress = new Progress.OnTerminal(out);
    progress.rowDone("guest 1", FFT, 1, 2);
    progress.say("hello");
    progress.rowDone("guest 1", FFT, 2, 2);
    progress.end();
    progress.rowDone("guest 2", FFT, 2, 2);
    progress.end();

    String clear = "\r\u001B[K";
    assertEquals(
        clear
            + "[############............] 1/2 rows, guest 1: fft, 128 B (n=16)"
            + clear
            + "hello\n"
            + clear
            + "[########################] 2/2 rows, guest 1: fft, 128 B (n=16)"
            + clear,
        text());
  }

  @Test
  void shouldShowWarningsOnlyWhenSilent() {
    Progress progress = new Progress.Silent(out);
    progress.say("hello");
    progress.rowDone("guest 1", ECHO, 1, 1);
    progress.warn("beware");
    progress.end();

    assertEquals("beware\n", text());
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
