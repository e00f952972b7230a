package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries whose tables are wrong. */
class LibraryTableTest {
  private static final int FUZZED_TABLES = 100_000;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NO_TABLE | undefined symbol: virtfun_library",
        "ABI=2 | virtfun_library.abi: 2 (expected: 1)",
        "FUNCTION_BYTES=8 | virtfun_library.function_bytes: 8 (expected: 936)",
        "COUNT=0 | virtfun_library.count: 0 (expected: 1..64)",
        "COUNT=65 | virtfun_library.count: 65 (expected: 1..64)",
        "COUNT=0xffffffff | virtfun_library.count: 4294967295 (expected: 1..64)",
        "FUNCTIONS=0 | virtfun_library.functions: null",
        "FUNCTIONS=(const virtfun_function *)16 | ended by signal 6 while it loaded",
        "CRASH_AT_LOAD | ended by signal 6 while it loaded",
        "REVERSE=0 | functions[0].run: null",
        "KIND=7 | functions[0]: size rule kind 7 (expected: 0..3)",
        "FACTOR=3 | functions[0]: reverse.output: factor 3",
        "NAME=\"misbehave\" | functions[2]: misbehave@1 twice",
        "NAME=\"Reverse\" | functions[0]: function name: 'Reverse'",
        "NAME=\"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\" | functions[0]: a text of 48",
      })
  void shouldSayWhatIsWrongWhenTheTableIs(String macro, String reason) {
    TestLibrary test = new TestLibrary(directory);
    Path library = test.compile("wrong", macro);
    String message = assertThrows(DeviceException.class, () -> test.open(library, 2)).getMessage();

    assertTrue(message.contains(reason), message);
    assertTrue(message.startsWith("options.library: " + library + ": "), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void shouldSayWhatIsWrongWhenTheFileIsNoLibrary() throws IOException {
    Path file = Files.writeString(directory.resolve("text.so"), "not a library");
    TestLibrary test = new TestLibrary(directory);

    String message = assertThrows(DeviceException.class, () -> test.open(file, 1)).getMessage();
    assertTrue(message.contains("text.so: "), message);
  }

  @Test
  void shouldServeNoCallWhenAnotherLibraryIsInItsPlaceAfterACrash()
      throws DeviceException, IOException {
    TestLibrary test = new TestLibrary(directory);
    Path library = test.compile("library");
    Path other = test.compile("other", "NAME=\"other\"");
    try (NativeDevice device = test.open(library, 1)) {
      Files.move(other, library, StandardCopyOption.REPLACE_EXISTING);
      TestLibrary.misbehave(device, 1);
      test.nowNanos.addAndGet(1_000_000_000L);
      TestLibrary.misbehave(device, 0);

      assertEquals(
          "device lib: misbehave@1 failed: the library has changed: restart the broker",
          test.lines.getLast());
    }
  }

  @Test
  void shouldRefuseATableAndNothingWorseWhateverItsBytes() throws Exception {
    TestLibrary test = new TestLibrary(directory);
    Path library = test.compile("library");
    Options options = Options.of(Map.of("library", library.toString()));
    FaultLog log = new FaultLog("lib", System::nanoTime, test.lines::add);
    byte[] valid;
    try (Slot slot = new Slot("virtfun-table", options, System::nanoTime, log)) {
      slot.start();
      valid = slot.hello();
    }
    assertEquals(3, FunctionTable.decode(valid).size());
    Random random = new Random(17);
    int refused = 0;
    for (int i = 0; i < FUZZED_TABLES; i++) {
      byte[] table = valid.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        table[random.nextInt(table.length)] = (byte) random.nextInt();
      }
      try {
        FunctionTable.decode(table);
      } catch (IllegalArgumentException _) {
        refused++;
      }
    }
    assertTrue(refused > 0);
    assertThrows(IllegalArgumentException.class, () -> FunctionTable.decode(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> FunctionTable.decode(new byte[935]));
  }
}
