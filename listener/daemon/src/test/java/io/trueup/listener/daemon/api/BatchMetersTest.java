package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BatchMeters meters = new BatchMeters(registry);

  @Test
  void measuresBatchesByTheirKind() {
    meters.wrote("begin", 3, Duration.ofMillis(20));
    meters.wrote("begin", 5, Duration.ofMillis(10));
    meters.wrote("delivery", 1, Duration.ZERO);

    var sizes = registry.get("trueup.store.batch.size").tag("kind", "begin").summary();
    assertThat(sizes.count()).isEqualTo(2);
    assertThat(sizes.totalAmount()).isEqualTo(8);
    assertThat(sizes.max()).isEqualTo(5);
    var waits = registry.get("trueup.store.batch.wait").tag("kind", "begin").timer();
    assertThat(waits.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    assertThat(registry.get("trueup.store.batch.size").tag("kind", "delivery").summary().count())
        .isEqualTo(1);
  }
}
