package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaLoopTest {

  /** A session that works until it is woken up. */
  private static final class Working implements KafkaLoop.Session {
    private final CountDownLatch begun;
    private final CountDownLatch awake = new CountDownLatch(1);

    Working(CountDownLatch begun) {
      this.begun = begun;
    }

    @Override
    public void work(Runnable worked) throws InterruptedException {
      begun.countDown();
      awake.await();
    }

    @Override
    public void wakeUp() {
      awake.countDown();
    }

    @Override
    public void close() {}
  }

  @Test
  void goesOnAfterAnErrorOfTheVirtualMachine() throws Exception {
    var health = new KafkaHealth();
    var begun = new CountDownLatch(1);
    var opened = new AtomicInteger();
    KafkaLoop.Opener opener =
        () -> {
          if (opened.incrementAndGet() == 1) {
            throw new StackOverflowError();
          }
          return new Working(begun);
        };
    try (var loop = new KafkaLoop("test", opener, health, new KafkaFailures(List.of("none")))) {
      loop.start();

      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(health.problems())
          .containsEntry("test", "It failed because of a bug; the daemon's log says more");
    }
  }
}
