package io.trueup.listener.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialWorkTest {

  private static final int PATIENCE = 30;

  @Test
  void aPokeDuringTheWorkIsNotLost() throws InterruptedException {
    var began = new Semaphore(0);
    var mayEnd = new Semaphore(0);
    try (var work =
        new SerialWork<String>(
            "test",
            new JdkThreads(),
            _ -> {
              began.release();
              mayEnd.acquireUninterruptibly();
              return Optional.empty();
            })) {
      work.poke("a");
      assertThat(began.tryAcquire(PATIENCE, TimeUnit.SECONDS)).isTrue();
      work.poke("a");
      mayEnd.release(2);

      assertThat(began.tryAcquire(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void oneKeyNeverRunsTwiceAtOnceAndOthersGoOn() throws InterruptedException {
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new CountDownLatch(200);
    try (var work =
        new SerialWork<String>(
            "test",
            new JdkThreads(),
            _ -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              atOnce.decrementAndGet();
              done.countDown();
              return Optional.empty();
            })) {
      while (done.getCount() > 0) {
        work.poke("a");
        Thread.onSpinWait();
      }

      assertThat(done.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void workIsRepeatedOnItsOwnRequest() throws InterruptedException {
    var rounds = new CountDownLatch(3);
    try (var work =
        new SerialWork<String>(
            "test",
            new JdkThreads(),
            _ -> {
              rounds.countDown();
              return Optional.of(Duration.ofMillis(1));
            })) {
      work.poke("a");

      assertThat(rounds.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aBugInOneCallDoesNotEndTheWork() throws InterruptedException {
    var rounds = new AtomicInteger();
    var second = new CountDownLatch(1);
    try (var work =
        new SerialWork<String>(
            "test",
            new JdkThreads(),
            _ -> {
              if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
              }
              second.countDown();
              return Optional.empty();
            })) {
      work.poke("a");
      work.poke("a");
      while (second.getCount() > 0 && rounds.get() < 2) {
        work.poke("a");
        Thread.onSpinWait();
      }

      assertThat(second.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aJvmErrorDoesNotEndTheWork() throws InterruptedException {
    var rounds = new AtomicInteger();
    var second = new CountDownLatch(1);
    try (var work =
        new SerialWork<String>(
            "test",
            new JdkThreads(),
            _ -> {
              if (rounds.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
              }
              second.countDown();
              return Optional.empty();
            })) {
      work.poke("a");
      for (var i = 0; i < PATIENCE * 100 && !second.await(10, TimeUnit.MILLISECONDS); i++) {
        work.poke("a");
      }

      assertThat(second.getCount()).isZero();
    }
  }
}
