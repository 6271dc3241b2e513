package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.HeadChange;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadDecisionTest {

  private static final CommitId ACCEPTED = new CommitId("a".repeat(40));
  private static final CommitId HEAD = new CommitId("b".repeat(40));

  @Test
  void aFirstHeadAndAFastForwardAreTaken() {
    assertThat(HeadDecision.of(source(null, null, null), HEAD, HeadChange.FIRST))
        .isEqualTo(new HeadDecision.Take());
    assertThat(HeadDecision.of(source(ACCEPTED, ACCEPTED, null), HEAD, HeadChange.FAST_FORWARD))
        .isEqualTo(new HeadDecision.Take());
  }

  @Test
  void aRejectedHeadIsNotJudgedAgain() {
    assertThat(HeadDecision.of(source(ACCEPTED, HEAD, null), HEAD, HeadChange.FAST_FORWARD))
        .isEqualTo(new HeadDecision.UpToDate());
  }

  @Test
  void aRejectedHeadThatWasApprovedSinceIsJudgedAgain() {
    var rejected = new ChangeDigest("c".repeat(64));
    var other = new ChangeDigest("d".repeat(64));

    assertThat(HeadDecision.of(approved(rejected, rejected), HEAD, HeadChange.FAST_FORWARD))
        .isEqualTo(new HeadDecision.Take());
    assertThat(HeadDecision.of(approved(rejected, other), HEAD, HeadChange.FAST_FORWARD))
        .isEqualTo(new HeadDecision.UpToDate());
    assertThat(HeadDecision.of(approved(null, other), HEAD, HeadChange.FAST_FORWARD))
        .isEqualTo(new HeadDecision.UpToDate());
  }

  @Test
  void aJudgedHeadIsNotJudgedAgainWhateverItIs() {
    for (var change : HeadChange.values()) {
      assertThat(HeadDecision.of(source(ACCEPTED, HEAD, null), HEAD, change))
          .isEqualTo(new HeadDecision.UpToDate());
    }
  }

  @Test
  void aRewrittenBranchBlocks() {
    assertThat(HeadDecision.of(source(ACCEPTED, ACCEPTED, null), HEAD, HeadChange.REWRITE))
        .isEqualTo(
            new HeadDecision.Block(
                "The branch was rewritten: its head bbbbbbbb does not follow the accepted commit"
                    + " aaaaaaaa. Nothing moves until the branch goes on from there, or an operator"
                    + " acknowledges the head"));
  }

  @Test
  void aBranchThatWasSetBackBlocks() {
    assertThat(HeadDecision.of(source(ACCEPTED, ACCEPTED, null), HEAD, HeadChange.ANCESTOR))
        .isEqualTo(
            new HeadDecision.Block(
                "The branch was set back: its head bbbbbbbb is an ancestor of the accepted commit"
                    + " aaaaaaaa. Nothing moves until the branch goes on from there, or an operator"
                    + " acknowledges the head"));
  }

  @Test
  void anAcknowledgedHeadIsTakenWhateverItIs() {
    assertThat(HeadDecision.of(source(ACCEPTED, ACCEPTED, HEAD), HEAD, HeadChange.REWRITE))
        .isEqualTo(new HeadDecision.Take());
  }

  @Test
  void anotherHeadThanTheAcknowledgedOneStillBlocks() {
    assertThat(HeadDecision.of(source(ACCEPTED, ACCEPTED, ACCEPTED), HEAD, HeadChange.REWRITE))
        .isInstanceOf(HeadDecision.Block.class);
  }

  @Test
  void aDeletedBranchIsNeverAnEmptyModel() {
    assertThat(HeadDecision.missing(source(ACCEPTED, ACCEPTED, null), "main"))
        .isEqualTo(
            "The branch 'main' was deleted. Trueup never treats a deleted branch as an empty model:"
                + " nothing moves until the branch is restored");
    assertThat(HeadDecision.missing(source(null, null, null), "main"))
        .isEqualTo(
            "The repository has no branch 'main'. Push it, or correct the source's 'branch'");
  }

  private static SourceState source(
      @Nullable CommitId accepted, @Nullable CommitId judged, @Nullable CommitId acknowledged) {
    return source(accepted, judged, acknowledged, null, null);
  }

  /** A rejected head. */
  private static SourceState approved(
      @Nullable ChangeDigest judgedChange, ChangeDigest approvedChange) {
    var approval =
        new ChangeApproval(approvedChange, Instant.EPOCH, "ann", "it was never realized");
    return source(ACCEPTED, HEAD, null, judgedChange, approval);
  }

  private static SourceState source(
      @Nullable CommitId accepted,
      @Nullable CommitId judged,
      @Nullable CommitId acknowledged,
      @Nullable ChangeDigest judgedChange,
      @Nullable ChangeApproval approval) {
    return new SourceState(
        new SourceId("acme"),
        1,
        0,
        SourceState.Health.FOLLOWING,
        null,
        Instant.EPOCH,
        judged,
        judged,
        accepted == null ? 0 : 1,
        accepted,
        acknowledged,
        judgedChange,
        approval,
        null,
        null,
        0,
        null,
        null,
        null);
  }
}
