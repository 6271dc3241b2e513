package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.testing.ProgramProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real program, whose reader closes its end as {@code trueup … | head -1} does. */
@Timeout(120)
class ClosedOutputTest {

  /** More output than a pipe buffers. */
  private static final int WRONG_FILES = 3000;

  @TempDir private Path folder;

  private static CompletableFuture<String> all(InputStream stream) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return e.toString();
      }
    });
  }

  private static void assertEndsQuietly(Process process, CompletableFuture<String> errors)
      throws InterruptedException {
    var code = process.waitFor();

    assertThat(errors.join()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.READER_GONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help schema plan", "completion", "validate ."})
  void endsQuietlyWhenNothingIsRead(String arguments) throws Exception {
    var process = ProgramProcess.start(folder, arguments.split(" "));
    var errors = all(process.getErrorStream());
    process.getInputStream().close();

    assertEndsQuietly(process, errors);
  }

  @Test
  void endsQuietlyAfterTheFirstLine() throws Exception {
    for (var file = 0; file < WRONG_FILES; file++) {
      Files.writeString(folder.resolve("wrong-" + file + ".yaml"), "kind: nothing\nname: n\n");
    }

    var process = ProgramProcess.start(folder, "validate", ".");
    var errors = all(process.getErrorStream());
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).contains("wrong-");
    }

    assertEndsQuietly(process, errors);
  }
}
