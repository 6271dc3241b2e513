package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.SourceWorker.RefreshResult;
import io.trueup.statestore.Actor;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An acknowledgement is of one head, one accepted version, one block. */
class AcknowledgingTest extends SourceFixture {

  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private boolean acknowledge() {
    return store.sources().acknowledge(source(), ANN, "meant so");
  }

  private void setBackTo(CommitId commit) {
    ada.git("reset", "-q", "--hard", commit.value());
    push("HEAD");
    assertThat(refresh()).isInstanceOf(RefreshResult.Blocked.class);
  }

  @Test
  void anAcknowledgedHeadIsTakenOnce() {
    var first = first();
    publish("Second");
    refresh();
    setBackTo(first);

    assertThat(acknowledge()).isTrue();
    assertThat(worker.refresh()).isInstanceOf(RefreshResult.Recorded.class);

    assertThat(recorded()).containsExactly("First", "Second", "First");
    assertThat(source().acknowledged()).isNull();
    var third = publish("Third");
    refresh();
    setBackTo(first);
    assertThat(source().acceptedCommit()).isEqualTo(third);
  }

  @Test
  void anOldAcknowledgementRewindsNothing() {
    var first = first();
    var second = publish("Second");
    refresh();
    setBackTo(first);
    acknowledge();
    ada.git("reset", "-q", "--hard", second.value());
    push("HEAD");
    refresh();
    publish("Third");
    refresh();
    publish("Fourth");
    refresh();

    setBackTo(first);

    assertThat(source().health()).isEqualTo(Health.BLOCKED);
    assertThat(recorded()).containsExactly("First", "Second", "Third", "Fourth");
  }

  @Test
  void aBranchThatIsGoneCannotBeAcknowledged() {
    var first = first();
    ada.git("push", "-q", "origin", ":refs/heads/main");
    assertThat(refresh()).isInstanceOf(RefreshResult.Blocked.class);

    assertThat(acknowledge()).isFalse();

    push("HEAD");
    refresh();
    publish("Second");
    refresh();
    setBackTo(first);
    assertThat(recorded()).containsExactly("First", "Second");
  }

  @Test
  void anAcknowledgedHeadThatIsRejectedStaysJudgedThroughAnOutage() {
    first();
    publish("Second");
    refresh();
    ada.git("commit", "-q", "--amend", "--allow-empty", "-m", "Rewritten");
    reject(head());
    push("HEAD");
    refresh();
    acknowledge();
    worker.refresh();
    var lease = store.leases().claim("source:acme", "daemon-1", Duration.ofHours(1));
    store
        .sources()
        .recordFailedRefresh(
            lease.orElseThrow(),
            ACME,
            new FailedRefresh(Health.UNREACHABLE, "no route", NOON, NOON));

    assertThat(refresh()).isInstanceOf(RefreshResult.Unchanged.class);

    assertThat(recorded()).containsExactly("First", "Second", "Rewritten: rejected");
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
  }
}
