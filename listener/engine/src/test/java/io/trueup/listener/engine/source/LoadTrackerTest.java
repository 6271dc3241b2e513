package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadTrackerTest {

  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
  private static final CommitId COMMIT = new CommitId("1a2b3c4d".repeat(5));

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final List<String> lines = new ArrayList<>();
  private final LoadTracker tracker = new LoadTracker(now::get, lines::add);

  private void at(int seconds) {
    now.set(START.plusSeconds(seconds));
  }

  private LoadProgress progress() {
    return tracker.progress().orElseThrow();
  }

  @Test
  void tellsNothingWithoutALoad() {
    tracker.begin(LoadPhase.READING, 100);
    tracker.advance(LoadPhase.READING, 100);

    assertThat(tracker.progress()).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void estimatesFromTheFilesThatAreRead() {
    tracker.during(
        COMMIT,
        () -> {
          assertThat(tracker.progress()).isEmpty();
          tracker.begin(LoadPhase.READING, 0);
          assertThat(progress().text()).isEqualTo("Loading 1a2b3c4d: listing its files, 0%");
          tracker.begin(LoadPhase.READING, 1000);
          at(10);
          tracker.advance(LoadPhase.READING, 500);
          var half = progress();
          assertThat(half.phase()).isEqualTo(LoadPhase.READING);
          assertThat(half.done()).isEqualTo(500);
          assertThat(half.total()).isEqualTo(1000);
          assertThat(half.startedAt()).isEqualTo(START);
          assertThat(half.percent()).isEqualTo(24);
          assertThat(half.remaining()).isBetween(seconds(30), seconds(31));
          assertThat(half.text())
              .isEqualTo("Loading 1a2b3c4d: 500 of 1,000 files read, 24%, about 31 s left");
          return null;
        });

    assertThat(tracker.progress()).isEmpty();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void estimatesAPhaseWithoutATotalFromTheTimeOfThoseBefore() {
    tracker.during(
        COMMIT,
        () -> {
          tracker.begin(LoadPhase.READING, 10);
          tracker.advance(LoadPhase.READING, 10);
          at(50);
          tracker.begin(LoadPhase.LINKING, 0);
          assertThat(progress().percent()).isEqualTo(50);
          at(52);
          assertThat(progress().percent()).isEqualTo(52);
          at(53);
          tracker.begin(LoadPhase.GRAPHS, 0);
          assertThat(progress().percent()).isEqualTo(53);
          at(64);
          assertThat(progress().percent()).isEqualTo(64);
          at(700);
          assertThat(progress().percent()).isEqualTo(73);
          tracker.begin(LoadPhase.CHECKING, 4);
          tracker.advance(LoadPhase.CHECKING, 4);
          assertThat(progress().text()).contains("4 of 4 documents checked, 92%");
          assertThat(progress().percent()).isLessThan(93);
          tracker.begin(LoadPhase.WRITING, 0);
          at(100_000);
          assertThat(progress().percent()).isEqualTo(99);
          return null;
        });
  }

  @Test
  void logsAfterFiveSecondsAndThenEveryTen() {
    tracker.during(
        COMMIT,
        () -> {
          tracker.begin(LoadPhase.READING, 60);
          for (var second = 1; second <= 30; second++) {
            at(second);
            tracker.advance(LoadPhase.READING, 1);
            tracker.advance(LoadPhase.READING, 1);
          }
          at(36);
          tracker.begin(LoadPhase.LINKING, 0);
          at(38);
          return null;
        });

    assertThat(lines)
        .containsExactly(
            "Loading 1a2b3c4d: 9 of 60 files read, 7%, about 62 s left",
            "Loading 1a2b3c4d: 29 of 60 files read, 24%, about 48 s left",
            "Loading 1a2b3c4d: 49 of 60 files read, 40%, about 37 s left",
            "Loading 1a2b3c4d: linking its documents, 50%, about 36 s left",
            "Loaded 1a2b3c4d in 38 s");
  }

  @Test
  void logsNothingAboutAShortLoad() {
    tracker.during(
        COMMIT,
        () -> {
          tracker.begin(LoadPhase.READING, 2);
          at(4);
          tracker.advance(LoadPhase.READING, 2);
          return null;
        });

    assertThat(lines).isEmpty();
  }

  @Test
  void tellsNothingMoreAfterALoadThatFails() {
    assertThatThrownBy(() ->
            tracker.during(
                COMMIT,
                () -> {
                  tracker.begin(LoadPhase.READING, 2);
                  at(60);
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(tracker.progress()).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void countsOnAllThreads() {
    tracker.during(
        COMMIT,
        () -> {
          tracker.begin(LoadPhase.READING, 100_000);
          IntStream.range(0, 90_000).parallel().forEach(_ -> tracker.advance(LoadPhase.READING, 1));
          assertThat(progress().done()).isEqualTo(90_000);
          return null;
        });
  }

  /** A file that is read twice, after the repository was fetched again. */
  @Test
  void countsNoMoreThanAll() {
    tracker.during(
        COMMIT,
        () -> {
          tracker.begin(LoadPhase.READING, 10);
          tracker.advance(LoadPhase.READING, 8);
          tracker.begin(LoadPhase.READING, 10);
          assertThat(progress().done()).isZero();
          tracker.advance(LoadPhase.READING, 11);
          assertThat(progress().done()).isEqualTo(10);
          tracker.advance(LoadPhase.CHECKING, 5);
          assertThat(progress().done()).isEqualTo(10);
          return null;
        });
  }
}
