package io.virtfun.benchmarks.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What a server's process is told on its stdin, a word per line, each answered by a line: {@code
 * usage} by its {@link Usage} as JSON, {@code awake} and {@code rest} by {@code ok}.
 */
final class Control {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether a server looks for calls without pause; most wait for the kernel either way. */
  interface Pace {
    /** A server that waits for the kernel. */
    Pace KERNEL =
        new Pace() {
          @Override
          public void awake() {}

          @Override
          public void rest() {}
        };

    /** A measurement begins. */
    void awake();

    /** It is over, and the processor is others'. */
    void rest();
  }

  private Control() {}

  /** Says that the server is ready at an address, and does as it is told until stdin ends. */
  static void serve(String address, Pace pace) throws IOException {
    System.out.println("ready address=" + address);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String word = in.readLine(); word != null; word = in.readLine()) {
      System.out.println(answer(word, pace));
    }
  }

  private static String answer(String word, Pace pace) throws IOException {
    switch (word) {
      case "usage" -> {
        return JSON.writeValueAsString(Usage.now());
      }
      case "awake" -> pace.awake();
      case "rest" -> pace.rest();
      default -> throw new IOException("control: " + word + " (expected: usage, awake or rest)");
    }
    return "ok";
  }
}
