package io.virtfun.broker.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.virtfun.broker.admin.AdminClient;
import io.virtfun.broker.admin.AdminVerticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of device killed, hanging or lying beside a sound one, from guest processes. */
@Timeout(600)
class SickKindsIT {
  private static final String HEADER = "virtfun_function.h";

  /** The digest's description with a function that does what a test says. */
  private static final String SOURCE =
      """
      #include <signal.h>
      #include <string.h>
      #include <unistd.h>
      #include "virtfun_function.h"

      static int32_t sha256(const uint8_t *in, size_t n, uint8_t *out, size_t capacity,
                            size_t *written, const void *arguments,
                            const volatile uint32_t *cancel) {
        (void)in; (void)n; (void)capacity; (void)arguments; (void)cancel;
        memset(out, 7, 32);
        *written = 32;
        BODY
        return VIRTFUN_OK;
      }

      static const virtfun_function functions[] = {{
          .name = "sha256",
          .summary = "SHA-256, the raw digest",
          .version = 1,
          .flags = VIRTFUN_IDEMPOTENT,
          .output = {.kind = VIRTFUN_EXACT, .terms = {{.coefficient = 32}}},
          .run = sha256,
      }};

      const virtfun_table virtfun_library = {
          .abi = VIRTFUN_ABI, .function_bytes = sizeof(virtfun_function), .count = 1,
          .functions = functions};
      """;

  @TempDir private Path folder;

  private static String conf(String sick) {
    return "tenants: [{name: alpha}, {name: beta}]\ndevices:\n"
        + sick.indent(2)
        + "  - id: cpu0\n    driver: software\n";
  }

  /** Two guests of each of two tenants, all of whose digests must be right; what was logged. */
  private String logWhileGuestsCall(String conf) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder, conf)) {
      JsonNode sick = AdminClient.ask(folder, AdminVerticle.DEVICES).path("devices").path(0);
      assumeTrue(sick.path("available").asBoolean(), sick.path("why").asText());
      List<Process> guests = new ArrayList<>();
      for (String tenant : List.of("alpha", "beta", "alpha", "beta")) {
        guests.add(
            Jvm.builder(GuestProgram.class, broker.address(tenant), "20", "" + (1 + guests.size()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      for (Process guest : guests) {
        assertEquals("calling", guest.inputReader().readLine());
        assertEquals("done 320", guest.inputReader().readLine());
        assertEquals(0, guest.waitFor());
      }
      assertEquals(0, broker.stop());
      return broker.log();
    }
  }

  @Test
  void shouldAnswerAllCallsRightWhenAnFpgaHangs() throws Exception {
    String log =
        logWhileGuestsCall(
            conf(
                """
                - id: sick
                  driver: fpga
                  call-least-millis: 300
                  call-unknown-millis: 300
                  call-factor: 2
                  most-failures: 1000
                  options: {bus: verilator, fault: "hang@3..5"}
                """));

    assertTrue(log.contains(" ms, told to stop"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenAnFpgaCorruptsAndIsVerified() throws Exception {
    String log =
        logWhileGuestsCall(
            conf(
                """
                - id: sick
                  driver: fpga
                  verify-per-million: 1000000
                  options: {bus: verilator, fault: "corrupt@4..1000"}
                """));

    assertTrue(log.contains("device sick: quarantined, a wrong result"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenNativeProcessesAreKilled() throws Exception {
    String log = logWhileGuestsCall(conf(nativeDevice("raise(SIGKILL);", "most-failures: 1000")));

    assertTrue(log.contains("signal 9"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenANativeFunctionHangs() throws Exception {
    String limits =
        "call-least-millis: 200\n  call-unknown-millis: 200\n  probe-first-millis: 3600000\n"
            + "  probe-longest-millis: 3600000";
    String log = logWhileGuestsCall(conf(nativeDevice("for (;;) pause();", limits)));

    assertTrue(log.contains("device sick: sha256@1 runs for more than 200 ms"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenANativeFunctionLiesAndIsVerified() throws Exception {
    String log = logWhileGuestsCall(conf(nativeDevice("", "verify-per-million: 1000000")));

    assertTrue(log.contains("device sick: quarantined, a wrong result"), () -> log);
  }

  @Test
  void shouldAnswerAllCallsRightWhenAnOpenClKernelLiesAndIsVerified() throws Exception {
    Path program =
        Files.writeString(
            folder.resolve("sick.cl"),
            """
            kernel void sha256_blocks(global const uchar *in, global uint *state, ulong first,
                                      ulong blocks) {}
            kernel void sha256_end(global const uchar *in, global uchar *out, global uint *state,
                                   ulong bytes) {
              for (int i = 0; i < 32; i++) out[i] = 7;
            }
            """);
    String log =
        logWhileGuestsCall(
            conf(
                """
                - id: sick
                  driver: opencl
                  verify-per-million: 1000000
                  options: {program: "%s"}
                """
                    .formatted(program)));

    assertTrue(log.contains("device sick: quarantined, a wrong result"), () -> log);
  }

  private String nativeDevice(String body, String keys) throws Exception {
    return """
        - id: sick
          driver: native
          %s
          options: {library: "%s"}
        """
        .formatted(keys, library(body));
  }

  private Path library(String body) throws IOException, InterruptedException {
    Path header = folder.resolve(HEADER);
    try (InputStream in =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/io/virtfun/driver/natives/" + HEADER))) {
      Files.copy(in, header);
    }
    Path source = Files.writeString(folder.resolve("sick.c"), SOURCE.replace("BODY", body));
    Path library = folder.resolve("libsick.so");
    Process compiler =
        new ProcessBuilder(
                "cc", "-std=gnu11", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor());
    return library;
  }
}
