package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExponentialBackoffTest {

  private final ExponentialBackoff backoff =
      new ExponentialBackoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  @Test
  void doublesFromTheFirstWaitToTheLongest() {
    assertThat(IntStream.range(0, 6).mapToObj(backoff::after))
        .containsExactly(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
  }

  @Test
  void isLongerOrShorterByUpToAFifthAsTheCallerSays() {
    assertThat(backoff.after(1, 0)).isEqualTo(Duration.ofMillis(800));
    assertThat(backoff.after(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(1, 0.75)).isEqualTo(Duration.ofMillis(1100));
    assertThat(backoff.after(64, 1)).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void staysAtTheLongestHoweverManyFailuresThereWere() {
    assertThat(backoff.after(31)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.after(64)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
  }
}
