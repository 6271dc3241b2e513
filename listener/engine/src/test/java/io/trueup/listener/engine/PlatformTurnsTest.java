package io.trueup.listener.engine;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static io.trueup.listener.engine.testing.RolloutScene.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.testing.RolloutScene.Declared;
import io.trueup.listener.engine.testing.ThreadsByHand;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which platforms get turns of a daemon that serves some of them. */
class PlatformTurnsTest {

  /** Neither a group of platforms nor a place is known of it. */
  private static final PlatformId PLAIN = new PlatformId(ACME, "Plain");

  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final RolloutScene scene = new RolloutScene();
  private final List<Alarm> alarms = new ArrayList<>();

  private PlatformTurns turns(ServedWork serves) {
    return new PlatformTurns(
        scene.store,
        new PlatformTurns.Work(serves, scene.worker(), scene.drift()),
        new ThreadsByHand(),
        SWEEP,
        (alarm, _) -> alarms.add(alarm));
  }

  private static ServedWork serves(String types, String providers, String regions) {
    return new ServedWork(
        new TreeSet<>(Set.of(ACME)), words(types), words(providers), words(regions));
  }

  private static SortedSet<String> words(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(it -> !it.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Declared declared(
      PlatformId id, @Nullable String provider, @Nullable String location, String nodes) {
    return new Declared(
        id,
        new RolloutTerms(
            RolloutPolicy.MERGE,
            List.of(),
            provider,
            Collections.emptySortedSet(),
            new TreeSet<>(location == null ? Set.of() : Set.of(location))),
        nodes);
  }

  private void merge() {
    scene.merge(
        declared(LIVE, "east", "MyCorp/USA", "a=1"),
        declared(STAGING, "west", "MyCorp/Europe", "a=1"),
        declared(PLAIN, null, null, "a=1"));
  }

  private String moved() {
    return Stream.of(LIVE, PLAIN, STAGING)
        .filter(it -> scene.pointers(it).get(1) == 1)
        .map(PlatformId::name)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', '', '', Live Plain Staging",
        "postgres, '', '', Live Plain Staging",
        "kafka, '', '', ''",
        "kafka postgres, '', '', Live Plain Staging",
        "'', east, '', Live Plain",
        "'', west, '', Plain Staging",
        "'', north, '', Plain",
        "'', '', MyCorp/USA, Live Plain",
        "'', '', MyCorp, Live Plain Staging",
        "'', '', MyCorp/US, Plain",
        "'', '', MyCorp/USA/East, Plain",
        "'', east, MyCorp/Europe, Plain",
        "kafka, east, MyCorp/USA, ''",
      })
  void onlyServedPlatformsMove(String types, String providers, String regions, String expected) {
    merge();

    try (var turns = turns(serves(types, providers, regions))) {
      turns.pokeAll();
      turns.pokeAll(ACME);
      Stream.of(LIVE, STAGING, PLAIN).forEach(turns::poke);
    }

    assertThat(moved()).isEqualTo(expected);
    Stream.of(LIVE, STAGING, PLAIN)
        .filter(it -> !expected.contains(it.name()))
        .forEach(it -> assertThat(scene.isFree(it)).as("%s is left alone", it).isTrue());
  }

  @Test
  void platformsOfASourceThatIsNotServedDoNotMove() {
    merge();

    try (var turns = turns(ServedWork.allOf(List.of(new SourceId("other"))))) {
      turns.pokeAll();
    }

    assertThat(moved()).isEmpty();
  }

  /** Each turn asks again: a merge may move a platform from one daemon to another. */
  @Test
  void aPlatformThatAMergeMovesElsewhereIsLeftAlone() {
    try (var turns = turns(serves("", "east", ""))) {
      scene.merge(declared(LIVE, "east", null, "a=1"));
      turns.poke(LIVE);
      assertThat(scene.pointers(LIVE)).containsExactly(1L, 1L, 1L);

      scene.merge(declared(LIVE, "west", null, "a=2"));
      turns.poke(LIVE);
      assertThat(scene.pointers(LIVE)).containsExactly(2L, 1L, 1L);

      scene.merge(declared(LIVE, "east", null, "a=3"));
      turns.poke(LIVE);
      assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
    }
  }

  @Test
  void aPlatformThatIsNotKnownGetsNoTurn() {
    try (var turns = turns(serves("", "east", ""))) {
      turns.poke(LIVE);
    }
    assertThat(alarms).isEmpty();
  }
}
