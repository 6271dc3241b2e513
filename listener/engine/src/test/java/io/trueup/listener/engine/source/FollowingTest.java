package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of the commits of a followed branch. */
class FollowingTest extends SourceFixture {

  @Test
  void aRejectedMergeOfTheBranchIntoAFeatureMovesNothing() {
    first();
    ada.git("checkout", "-q", "-b", "feature");
    commit("On the feature");
    ada.git("checkout", "-q", "main");
    var accepted = publish("Second");
    refresh();
    ada.git("checkout", "-q", "feature");
    ada.git("merge", "-q", "--no-ff", "-m", "Take main into the feature", "main");
    var foxtrot = head();
    reject(foxtrot);
    push("HEAD");

    refresh();

    assertThat(recorded())
        .containsExactly("First", "Second", "Take main into the feature: rejected");
    assertThat(source().acceptedCommit()).isEqualTo(accepted);
  }

  @Test
  void mergesThatWereRejectedBeforeAreNotJudgedAgain() {
    first();
    reject(publish("Broken"));
    refresh();
    commit("Mended");
    publish("More");

    refresh();

    assertThat(recorded()).containsExactly("First", "Broken: rejected", "Mended", "More");
  }

  @Test
  void aRejectedHeadThatAFeatureTookInIsNoReasonToJudgeTheFeaturesOwnCommits() {
    first();
    ada.git("checkout", "-q", "-b", "feature");
    commit("On the feature");
    ada.git("checkout", "-q", "main");
    reject(publish("Broken"));
    refresh();
    ada.git("checkout", "-q", "feature");
    ada.git("merge", "-q", "--no-ff", "-m", "Take main in", "main");
    push("HEAD");

    refresh();

    assertThat(recorded()).containsExactly("First", "Broken: rejected", "Take main in");
  }

  @Test
  void aRejectedHeadThatWasPushedAwayLeavesThePathFromTheAcceptedOne() {
    var first = first();
    reject(publish("Broken"));
    refresh();
    ada.git("reset", "-q", "--hard", first.value());
    commit("Another");
    var head = publish("And more");

    refresh();

    assertThat(recorded()).containsExactly("First", "Broken: rejected", "Another", "And more");
    assertThat(source().acceptedCommit()).isEqualTo(head);
  }
}
