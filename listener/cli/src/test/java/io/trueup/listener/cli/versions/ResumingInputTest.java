package io.trueup.listener.cli.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumingInputTest {

  private static final byte[] CONTENT = "twelve bytes".getBytes(StandardCharsets.US_ASCII);

  private final List<Long> opened = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  /** Connections that bring a few bytes each. */
  private ResumingInput input(int each, long from) {
    return new ResumingInput(
        at -> {
          opened.add(at);
          return new ByteArrayInputStream(
              CONTENT, (int) at, Math.min(each, CONTENT.length - (int) at));
        },
        CONTENT.length,
        from,
        pauses::add);
  }

  @Test
  void opensTheContentAgainWhereItBroke() throws IOException {
    assertThat(input(5, 0).readAllBytes()).isEqualTo(CONTENT);

    assertThat(opened).containsExactly(0L, 5L, 10L);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void beginsWhereItIsAsked() throws IOException {
    assertThat(input(100, 7).readAllBytes()).asString().isEqualTo("bytes");

    assertThat(opened).containsExactly(7L);
  }

  @Test
  void givesUpWhenSeveralAttemptsBringNothing() {
    assertThatThrownBy(() -> input(0, 0).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessage("it ends after 0 of 12 bytes");

    assertThat(pauses.stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }
}
