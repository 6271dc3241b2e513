package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.ACME;
import static io.trueup.listener.engine.testing.StoreScene.LIVE;
import static io.trueup.listener.engine.testing.StoreScene.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.status.StatusCalls.Result;
import io.trueup.statestore.SentStatus;
import io.trueup.statestore.SentStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a forge shows after the changes of a store were told to it. */
@Timeout(60)
class StatusSenderTest {

  private final ToldStory story = new ToldStory();

  @AfterEach
  void close() {
    story.close();
  }

  @Test
  void aMergeIsFollowedToItsEnd() {
    story.scene.firstMerge();
    story.tell();
    assertThat(story.told.statuses)
        .containsExactly(
            Map.entry("abcdef01 trueup", "success: Accepted as version 1: 2 platforms change"));

    var rollout = story.scene.moveToFirst();
    story.tell();
    assertThat(story.told.statuses)
        .containsEntry(
            "abcdef01 trueup/Live", "pending: Moving from version 0 to 1; 0 of 2 steps landed");

    story.scene.failSecondStep(rollout, "no disk for 'secret'");
    story.tell();
    assertThat(story.told.statuses)
        .containsEntry(
            "abcdef01 trueup/Live",
            "failure: A step to version 1 failed and is retried; 1 of 2 steps landed");

    story.clock.advance(Duration.ofMinutes(2));
    story.scene.landFirst(rollout);
    story.tell();

    assertThat(story.told.statuses)
        .containsEntry("abcdef01 trueup/Live", "success: Realized version 1");
    assertThat(story.told.deployments)
        .containsExactly(
            Map.entry("Live abcdef01 1001", List.of("in_progress", "failure", "success")));
    assertThat(story.store.forgeStatuses().of(LIVE))
        .extracting(it -> it.status())
        .containsExactly(
            new SentStatus(LIVE, 1, commit(1), State.SUCCESS, "Realized version 1", "1001"));
    assertThat(story.current().oldestUntold()).isEmpty();
  }

  @Test
  void aRejectedMergeSaysItsFirstError() {
    story.scene.firstMerge();
    story.scene.badMerge("Dataset 'custmers' is unknown");
    story.tell();

    assertThat(story.told.statuses)
        .containsEntry("abcdef03 trueup", "failure: 1 error: Dataset 'custmers' is unknown");
  }

  @Test
  void aPlatformThatAVersionDoesNotConcernHearsNothing() {
    story.scene.awaitingJobs();
    story.tell();
    story.scene.thirdMerge();
    var before = story.lines().size();
    story.tell();

    assertThat(story.lines().subList(before, story.lines().size()))
        .containsExactly("POST statuses/abcdef04");
  }

  @Test
  void nothingIsToldTwiceAndNoDeploymentIsCreatedTwice() {
    story.scene.awaitingJobs();
    story.tell();
    var before = story.lines().size();
    var statuses = Map.copyOf(story.told.statuses);

    story.rewind();
    story.restart();
    story.tell();

    assertThat(story.lines().subList(before, story.lines().size()))
        .containsExactly("POST statuses/abcdef01", "POST statuses/abcdef02");
    assertThat(story.told.statuses).isEqualTo(statuses);
  }

  @Test
  void aDeploymentThatWasCreatedAndNotRecordedIsFound() {
    story.scene.firstMerge();
    story.scene.moveToFirst();
    story.forge.play(call ->
        call.path().matches(".*/deployments/.*/statuses")
            ? Answer.json(502, "{}")
            : story.told.answer(call));
    assertThat(story.attempt()).isFalse();
    assertThat(story.told.deployments).hasSize(1);

    story.restart();
    story.forge.play(story.told::answer);
    story.tell();

    assertThat(story.told.deployments)
        .containsExactly(Map.entry("Live abcdef01 1001", List.of("in_progress")));
    assertThat(story.store.forgeStatuses().of(LIVE).getFirst().status().deployment())
        .isEqualTo("1001");
  }

  @Test
  void aVersionThatIsOvertakenIsClosed() {
    story.scene.firstMerge();
    story.scene.moveToFirst();
    story.tell();
    story.scene.secondMerge();
    story.scene.awaitJobs();
    story.tell();

    assertThat(story.told.statuses)
        .containsEntry("abcdef01 trueup/Live", "success: The platform moved on to version 2")
        .hasEntrySatisfying("abcdef02 trueup/Live", it -> assertThat(it).startsWith("pending: "));
    assertThat(story.told.deployments)
        .containsExactly(
            Map.entry("Live abcdef01 1001", List.of("in_progress", "inactive")),
            Map.entry("Live abcdef02 1002", List.of("in_progress")));
    assertThat(story.store.forgeStatuses().of(LIVE))
        .extracting(it -> it.status().version())
        .containsExactly(2L);
  }

  /** The forge is away for a hundred merges: each has its verdict, and Live its present state. */
  @Test
  void aBurstEndsWithThePresentStates() {
    story.forge.play(_ -> Answer.json(503, "{}"));
    story.scene.firstMerge();
    var rollout = story.scene.moveToFirst();
    assertThat(story.attempt()).isFalse();
    for (var i = 100; i < 200; i++) {
      story.scene.merge(commit(i));
    }
    story.scene.landFirst(rollout);
    var before = story.lines().size();
    story.forge.play(story.told::answer);

    story.tell();

    var calls = story.lines().subList(before, story.lines().size());
    assertThat(calls.stream().filter(it -> it.startsWith("POST statuses"))).hasSize(102);
    assertThat(calls.stream().filter(it -> it.contains("deployments"))).hasSize(3);
    assertThat(story.told.deployments)
        .containsExactly(Map.entry("Live abcdef01 1001", List.of("success")));
    assertThat(story.told.statuses)
        .hasSize(102)
        .containsEntry("abcdef01 trueup/Live", "success: Realized version 1");
  }

  /** The reset is a time of the forge's clock, which the server's answers have from the machine. */
  @Test
  void theForgesPaceIsKept() {
    story.forge.play(_ ->
        Answer.json(403, "{\"message\":\"API rate limit exceeded\"}")
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", Long.toString(System.currentTimeMillis() / 1000 + 900)));
    story.scene.firstMerge();
    var began = story.clock.instant();
    assertThat(story.attempt()).isFalse();
    assertThat(Duration.between(began, story.clock.instant()))
        .isCloseTo(Duration.ofSeconds(900), Duration.ofSeconds(20));
    assertThat(story.current().oldestUntold()).hasValue(began);

    story.forge.play(story.told::answer);
    story.tell();

    assertThat(story.lines()).hasSize(2);
    assertThat(story.refused.count()).isZero();
    assertThat(story.current().oldestUntold()).isEmpty();
  }

  @Test
  void aPaceThatAllowsFewCallsStillEnds() {
    var left = new int[1];
    story.forge.play(call -> {
      left[0]++;
      return left[0] % 3 == 0
          ? Answer.json(429, "{}").with("Retry-After", "60")
          : story.told.answer(call);
    });
    for (var i = 100; i < 115; i++) {
      story.scene.merge(commit(i));
    }

    story.tell();

    assertThat(story.told.statuses).hasSize(15);
    assertThat(story.failures).hasSize(7);
    assertThat(story.lines()).hasSize(22);
  }

  @Test
  void whatIsRefusedForGoodIsCountedAndLeftOut() {
    story.forge.play(call ->
        call.path().contains("/deployments")
            ? Answer.json(403, "{\"message\":\"Resource not accessible by integration\"}")
            : call.path().contains("abcdef02")
                ? Answer.json(422, "{\"message\":\"No commit found for SHA\"}")
                : story.told.answer(call));
    story.scene.awaitingJobs();
    story.tell();

    assertThat(story.told.statuses.keySet()).containsExactly("abcdef01 trueup");
    assertThat(story.told.deployments).isEmpty();
    assertThat(story.failures).isEmpty();
    assertThat(story.refused.count()).isEqualTo(4);
    assertThat(story.refused.newest())
        .hasValueSatisfying(it ->
            assertThat(it)
                .contains("answers 403: Resource not accessible by integration")
                .endsWith(
                    "Check 'repository' under 'forge-api', and that the token has permissions"));
    assertThat(story.results).contains(Result.REFUSED, Result.DONE);
  }

  @Test
  void aWrongTokenIsWaitedFor() {
    story.forge.play(_ -> Answer.json(401, "{\"message\":\"Bad credentials\"}"));
    story.scene.firstMerge();
    assertThat(story.attempt()).isFalse();
    assertThat(story.failures.getFirst())
        .endsWith("answers 401: Bad credentials. Replace the token under 'forge-api'");

    story.forge.play(story.told::answer);
    story.tell();

    assertThat(story.told.statuses).hasSize(1);
  }

  @Test
  void anotherSourceIsNotToldHere() {
    story.scene.twin();
    story.tell();

    assertThat(story.lines()).isEmpty();
    assertThat(story.store.sources().find(ACME)).isEmpty();
  }
}
