package io.trueup.listener.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.source.SourceWorker.Look;
import io.trueup.statestore.Actor;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedLook;
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
    assertThat(look()).isInstanceOf(Look.Blocked.class);
  }

  @Test
  void anAcknowledgedHeadIsTakenOnce() {
    var first = first();
    publish("Second");
    look();
    setBackTo(first);

    assertThat(acknowledge()).isTrue();
    assertThat(worker.look()).isInstanceOf(Look.Judged.class);

    assertThat(judged()).containsExactly("First", "Second", "First");
    assertThat(source().acknowledged()).isNull();
    var third = publish("Third");
    look();
    setBackTo(first);
    assertThat(source().acceptedCommit()).isEqualTo(third);
  }

  @Test
  void anOldAcknowledgementRewindsNothing() {
    var first = first();
    var second = publish("Second");
    look();
    setBackTo(first);
    acknowledge();
    ada.git("reset", "-q", "--hard", second.value());
    push("HEAD");
    look();
    publish("Third");
    look();
    publish("Fourth");
    look();

    setBackTo(first);

    assertThat(source().health()).isEqualTo(Health.BLOCKED);
    assertThat(judged()).containsExactly("First", "Second", "Third", "Fourth");
  }

  @Test
  void aBranchThatIsGoneCannotBeAcknowledged() {
    var first = first();
    ada.git("push", "-q", "origin", ":refs/heads/main");
    assertThat(look()).isInstanceOf(Look.Blocked.class);

    assertThat(acknowledge()).isFalse();

    push("HEAD");
    look();
    publish("Second");
    look();
    setBackTo(first);
    assertThat(judged()).containsExactly("First", "Second");
  }

  @Test
  void anAcknowledgedHeadThatIsRejectedStaysJudgedThroughAnOutage() {
    first();
    publish("Second");
    look();
    ada.git("commit", "-q", "--amend", "--allow-empty", "-m", "Rewritten");
    reject(head());
    push("HEAD");
    look();
    acknowledge();
    worker.look();
    var lease = store.leases().claim("source:acme", "daemon-1", Duration.ofHours(1));
    store
        .sources()
        .recordFailedLook(
            lease.orElseThrow(), ACME, new FailedLook(Health.UNREACHABLE, "no route", NOON, NOON));

    assertThat(look()).isInstanceOf(Look.Unchanged.class);

    assertThat(judged()).containsExactly("First", "Second", "Rewritten: rejected");
    assertThat(source().health()).isEqualTo(Health.FOLLOWING);
  }
}
