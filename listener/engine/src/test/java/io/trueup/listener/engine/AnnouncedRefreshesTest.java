package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** When is looked again after an announcement. */
class AnnouncedRefreshesTest {

  private static final SourceId ACME = new SourceId("acme");

  private record Due(long at, long order, Runnable task) {}

  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final List<Long> looks = new ArrayList<>();
  private final AnnouncedRefreshes announced = new AnnouncedRefreshes(this::after, this::look);
  private long now;
  private long order;
  private boolean isFailing;

  private void after(Duration delay, Runnable task) {
    dues.add(new Due(now + delay.toMillis(), order++, task));
  }

  private void look(SourceId source) {
    looks.add(now);
    if (isFailing) {
      throw new IllegalStateException(source + " fails");
    }
  }

  private void passUntil(long millis) {
    while (!dues.isEmpty() && dues.peek().at() <= millis) {
      var due = dues.remove();
      now = due.at();
      try {
        due.task().run();
      } catch (IllegalStateException _) {
        assertThat(isFailing).isTrue();
      }
    }
    now = millis;
  }

  @Test
  void aCommitThatShowsUpToThirtySecondsLateIsLookedFor() {
    announced.announce(ACME);

    passUntil(60_000);

    assertThat(looks).containsExactly(500L, 1500L, 3500L, 7500L, 15_500L, 31_500L);
  }

  @Test
  void theLooksEndWithWhatWasAnnounced() {
    announced.announce(ACME);
    passUntil(2000);

    announced.recorded(ACME, 1);
    passUntil(60_000);

    assertThat(looks).containsExactly(500L, 1500L);
  }

  @Test
  void ofTwoAnnouncementsOneIsStillLookedForWhenOneVersionWasJudged() {
    announced.announce(ACME);
    announced.announce(ACME);
    announced.recorded(ACME, 1);

    passUntil(60_000);

    assertThat(looks).hasSize(6);
  }

  @Test
  void aLaterAnnouncementBeginsAgain() {
    announced.announce(ACME);
    passUntil(1000);
    announced.announce(ACME);

    passUntil(60_000);

    assertThat(looks).containsExactly(500L, 1500L, 2500L, 4500L, 8500L, 16_500L, 32_500L);
  }

  @Test
  void aLookThatFailsIsFollowedByTheOthers() {
    isFailing = true;
    announced.announce(ACME);

    passUntil(60_000);

    assertThat(looks).hasSize(6);
  }

  @Test
  void whatWasNotJudgedInTimeIsForgotten() {
    announced.announce(ACME);
    passUntil(60_000);
    announced.announce(ACME);

    announced.recorded(ACME, 1);
    passUntil(120_000);

    assertThat(looks).hasSize(6);
  }
}
