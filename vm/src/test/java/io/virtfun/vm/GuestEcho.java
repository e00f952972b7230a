package io.virtfun.vm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A guest's program: says what it hears, until it hears a number, which is its exit status. */
final class GuestEcho {
  private GuestEcho() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready " + String.join(" ", arguments));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.matches("\\d+")) {
        System.exit(Integer.parseInt(line));
      }
      System.out.println("echo " + line);
      System.err.println("heard " + line);
    }
  }
}
