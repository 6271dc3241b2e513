package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.engine.source.SourceWorker.RefreshResult;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Version;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An approval is of one change from one accepted version. */
class ApprovingTest extends SourceFixture {

  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private boolean approve(ChangeDigest change) {
    return store.sources().approve(source(), change, ANN, "it was never realized");
  }

  private ChangeDigest judgedChange() {
    return Objects.requireNonNull(source().checkedChange());
  }

  private CommitId publishIncompatible(String subject) {
    var commit = commit(subject);
    rejectAsIncompatible(commit);
    push("HEAD");
    return commit;
  }

  private Version newest() {
    return store.versions().newest(ACME, 1).getFirst();
  }

  @Test
  void aRejectedHeadThatIsApprovedIsJudgedAgainAtOnce() {
    first();
    var second = publishIncompatible("Second");
    refresh();

    assertThat(approve(judgedChange())).isTrue();
    assertThat(worker.refresh()).isInstanceOf(RefreshResult.Recorded.class);

    assertThat(recorded()).containsExactly("First", "Second: rejected", "Second");
    assertThat(source().acceptedCommit()).isEqualTo(second);
    assertThat(source().approval()).isNull();
    assertThat(newest().problems()).extracting(Problem::severity).containsOnly(Severity.WARNING);
    assertThat(Objects.requireNonNull(newest().approval()).by()).isEqualTo("ann");
    assertThat(store.audit().newest("source:acme", 2).reversed())
        .extracting(it -> it.verb(), it -> it.reason())
        .containsExactly(
            tuple(AuditVerbs.SOURCE_APPROVED, "it was never realized"),
            tuple(
                AuditVerbs.VERSION_ACCEPTED,
                "only compatibility errors, approved by 'ann': it was never realized"));
  }

  @Test
  void aRejectedHeadIsNotJudgedAgainWithoutAnApproval() {
    first();
    publishIncompatible("Second");
    refresh();

    assertThat(refresh()).isInstanceOf(RefreshResult.Unchanged.class);

    assertThat(recorded()).containsExactly("First", "Second: rejected");
  }

  @Test
  void aChangeThatIsApprovedBeforeItIsMergedIsAcceptedWhenItIs() {
    var first = first();
    var second = commit("Second");
    rejectAsIncompatible(second);
    approve(change(first, second));
    assertThat(worker.refresh()).isInstanceOf(RefreshResult.Unchanged.class);
    push("HEAD");

    refresh();

    assertThat(recorded()).containsExactly("First", "Second");
  }

  @Test
  void anotherChangeThanTheApprovedOneIsRejected() {
    var first = first();
    approve(change(first, first));
    publishIncompatible("Second");

    refresh();

    assertThat(recorded()).containsExactly("First", "Second: rejected");
    assertThat(source().approval()).isNotNull();
  }

  @Test
  void anApprovalEndsWithTheAcceptedVersion() {
    var first = first();
    var second = publish("Second");
    var third = commit("Third");
    rejectAsIncompatible(third);
    approve(change(first, third));
    refresh();
    assertThat(source().acceptedCommit()).isEqualTo(second);
    push("HEAD");

    refresh();

    assertThat(recorded()).containsExactly("First", "Second", "Third: rejected");
    assertThat(source().approval()).isNull();
  }

  @Test
  void anApprovalEndsWithinABurst() {
    first();
    var second = commit("Second");
    var third = publishIncompatible("Third");
    approve(change(second, third));

    refresh();

    assertThat(recorded()).containsExactly("First", "Second", "Third: rejected");
  }

  @Test
  void whatIsRejectedForMoreThanCompatibilityCannotBeApproved() {
    var first = first();
    var second = commit("Second");
    verdicts.put(
        second,
        () -> {
          var incompatible =
              Problem.error("compatibility.type", Location.NOWHERE, "It changes", "Leave it");
          var broken = rejection("It is broken").problems().getFirst();
          return new ModelVerdict(MODEL, List.of(incompatible, broken), null);
        });
    push("HEAD");
    approve(change(first, second));

    refresh();

    assertThat(recorded()).containsExactly("First", "Second: rejected");
    assertThat(source().checkedChange()).isNull();
    assertThat(newest().problems()).extracting(Problem::severity).containsOnly(Severity.ERROR);
  }

  @Test
  void anApprovalThatIsTakenBackWhileItIsJudgedAcceptsNothing() {
    first();
    var second = publishIncompatible("Second");
    refresh();
    approve(judgedChange());
    var judgement = Objects.requireNonNull(verdicts.get(second));
    verdicts.put(
        second,
        () -> {
          store.sources().withdrawApproval(ACME, ANN, "a mistake");
          return judgement.get();
        });

    assertThat(worker.refresh()).isEqualTo(new RefreshResult.Waiting(Duration.ZERO));
    assertThat(worker.refresh()).isInstanceOf(RefreshResult.Unchanged.class);

    assertThat(recorded()).containsExactly("First", "Second: rejected");
  }

  @Test
  void aCrashBetweenTheApprovalAndTheVerdictLosesNothing() {
    first();
    publishIncompatible("Second");
    refresh();
    approve(judgedChange());
    // The process that took the approval is gone; another one finds that a look is owed.
    assertThat(source().requested()).isGreaterThan(source().processed());

    worker(new GitUpstream(mirror)).refresh();

    assertThat(recorded()).containsExactly("First", "Second: rejected", "Second");
  }

  @Test
  void whatFollowsAnApprovedHeadIsComparedWithIt() {
    first();
    publishIncompatible("Second");
    refresh();
    approve(judgedChange());
    worker.refresh();
    publish("Third");

    refresh();

    assertThat(recorded()).containsExactly("First", "Second: rejected", "Second", "Third");
  }
}
