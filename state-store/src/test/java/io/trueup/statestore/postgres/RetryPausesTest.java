package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPausesTest {

  private final List<Duration> slept = new ArrayList<>();

  private void pauseFourTimes(long seed) {
    var pauses = new RetryPauses(new Random(seed), slept::add);
    IntStream.rangeClosed(1, 4).forEach(it -> assertThat(pauses.pause(it)).isTrue());
  }

  @Test
  void growFromAFewMillisecondsToFifty() {
    for (var seed = 0; seed < 1000; seed++) {
      slept.clear();
      pauseFourTimes(seed);

      assertThat(slept.get(0)).isBetween(Duration.ofMillis(3), Duration.ofMillis(6));
      assertThat(slept.get(1)).isBetween(Duration.ofMillis(6), Duration.ofMillis(12));
      assertThat(slept.get(2)).isBetween(Duration.ofMillis(12), Duration.ofMillis(24));
      assertThat(slept.get(3)).isBetween(Duration.ofMillis(24), Duration.ofMillis(50));
    }
  }

  @Test
  void differBetweenThoseWhoMet() {
    pauseFourTimes(1);
    pauseFourTimes(2);

    assertThat(slept).doesNotHaveDuplicates();
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndIsTold() {
    var pauses = RetryPauses.ofThreads();
    Thread.currentThread().interrupt();

    assertThat(pauses.pause(1)).isFalse();

    assertThat(Thread.interrupted()).isTrue();
  }
}
