package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of its own for one use of Kafka. Whatever ends a session is told to the health, and the
 * next session begins after a pause that grows.
 */
final class KafkaLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Works until it is interrupted by {@link #wakeUp} or fails. */
  interface Session extends AutoCloseable {

    /** Works; returns when it was woken up. Calls back once something has worked. */
    void work(Runnable worked) throws InterruptedException;

    /** Lets {@link #work} return soon; called by another thread. */
    void wakeUp();

    @Override
    void close();
  }

  /** Opens sessions. */
  interface Opener {

    /** Opens one; throws what ends a session. */
    Session open();
  }

  private final String use;
  private final Opener opener;
  private final KafkaHealth health;
  private final KafkaFailures failures;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable Session> current = new AtomicReference<>();
  private Duration pause = FIRST_PAUSE;

  /**
   * A loop that is not started.
   *
   * @param use its name in the status
   */
  KafkaLoop(String use, Opener opener, KafkaHealth health, KafkaFailures failures) {
    this.use = use;
    this.opener = opener;
    this.health = health;
    this.failures = failures;
    this.thread = Thread.ofPlatform().name("kafka-" + use).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosing()) {
        session();
        if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void session() throws InterruptedException {
    try (var session = opener.open()) {
      current.set(session);
      if (!isClosing()) {
        session.work(() -> pause = FIRST_PAUSE);
      }
    } catch (KafkaException | KafkaSetupException e) {
      if (!isClosing()) {
        health.fails(use, failures.sentence(e));
      }
    } catch (RuntimeException | Error e) { // an error would end the thread, which nobody sees
      if (!isClosing()) {
        LOG.error("Kafka does not work for {} because of a bug; it is retried", use, e);
        health.fails(use, "It failed because of a bug; the daemon's log says more");
      }
    } finally {
      current.set(null);
    }
  }

  /** Stops, and waits for the end of what is going on. */
  @Override
  public void close() {
    closing.countDown();
    var session = current.get();
    if (session != null) {
      session.wakeUp();
    }
    try {
      if (!thread.join(KafkaClients.PATIENCE)) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
