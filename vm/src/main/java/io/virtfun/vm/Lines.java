package io.virtfun.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Splits a stream into lines. A line that is longer than the most is cut, and a line of the init
 * ends an unfinished one before it.
 *
 * <p><b>Thread:</b> one.
 */
final class Lines {
  /** The first byte of a line that is the init's, not the program's. */
  static final char INIT_MARK = '\u001e';

  private static final String CUT = " [cut]";
  private static final int BUFFER_BYTES = 1 << 16;

  private final int mostBytes;
  private final Consumer<String> listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean cut;

  Lines(int mostBytes, Consumer<String> listener) {
    this.mostBytes = mostBytes;
    this.listener = listener;
  }

  /** Until the stream's end, or until it breaks, which is the same here. */
  void readAll(InputStream in) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          add(buffer[i]);
        }
      }
    } catch (IOException e) {
      // The other side is gone.
    }
    endUnfinished();
  }

  private void add(byte next) {
    if (next == '\n') {
      end();
    } else if (next == INIT_MARK) {
      endUnfinished();
      line.write(next);
    } else if (next == '\r') {
      // A serial port's line end.
    } else if (line.size() < mostBytes) {
      line.write(next);
    } else {
      cut = true;
    }
  }

  private void endUnfinished() {
    if (line.size() > 0) {
      end();
    }
  }

  private void end() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    String whole = cut ? text + CUT : text;
    cut = false;
    listener.accept(whole);
  }
}
