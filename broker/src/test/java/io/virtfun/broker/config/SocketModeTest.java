package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketModeTest {
  @ParameterizedTest
  @CsvSource({
    "0000, ---------",
    "0660, rw-rw----",
    "600, rw-------",
    "0421, r---w---x",
    "0777, rwxrwxrwx"
  })
  void shouldHaveThePermissionsOfItsDigits(String text, String permissions) {
    assertEquals(
        Optional.of(PosixFilePermissions.fromString(permissions)),
        SocketMode.parse(text).map(SocketMode::permissions));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "66", "0668", "00660", "rw-rw----", "-660"})
  void shouldAnswerEmptyWhenNotOctal(String text) {
    assertEquals(Optional.empty(), SocketMode.parse(text));
  }
}
