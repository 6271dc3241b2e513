package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditVerification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Audit}. */
abstract class AuditContract extends Contract {

  AuditContract(StateStoreConformance suite) {
    super(suite);
  }

  private void refuse(String subject, String reason) {
    store.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, subject, reason);
  }

  @Test
  void anEntrySaysWhoDidWhatToWhatAndWhy() {
    refuse("source:acme", "its signature is \"wrong\"");

    var entry = stage.lastAudit("source:acme");
    assertThat(entry)
        .isEqualTo(
            new AuditEntry(
                entry.id(),
                entry.at(),
                ANN,
                "delivery.refused",
                "source:acme",
                null,
                null,
                "its signature is \"wrong\""));
  }

  @Test
  void anEntryHasTheResult() {
    store
        .audit()
        .append(
            ANN,
            AuditVerbs.SCHEMA_APPLIED,
            "platform:acme/Live",
            "{\"done\": [\"a\"]}",
            "ids grew");

    var entry = stage.lastAudit("platform:acme/Live");
    assertThat(entry.verb()).isEqualTo("schema.applied");
    assertThat(entry.before()).isNull();
    assertThat(String.valueOf(entry.after()).replace(" ", "")).isEqualTo("{\"done\":[\"a\"]}");
  }

  @Test
  void entriesAreShownNewestFirstAndLimited() {
    for (var reason : List.of("first", "second", "third")) {
      refuse("source:acme", reason);
    }

    assertThat(store.audit().newest(null, 2))
        .extracting(AuditEntry::reason)
        .containsExactly("third", "second");
    assertThat(store.audit().newest(null, 10))
        .extracting(AuditEntry::id)
        .isSortedAccordingTo((one, other) -> Long.compare(other, one))
        .doesNotHaveDuplicates();
  }

  @Test
  void entriesOfOneSubjectAreShownAlone() {
    refuse("source:acme", "first");
    refuse("source:acme-2", "second");

    assertThat(store.audit().newest("source:acme", 10))
        .extracting(AuditEntry::reason)
        .containsExactly("first");
    assertThat(store.audit().newest("source:globex", 10)).isEmpty();
  }

  @Test
  void entriesAreSeenByOtherProcesses() {
    refuse("source:acme", "first");

    assertThat(suite.otherHandle().audit().newest(null, 10))
        .isEqualTo(store.audit().newest(null, 10));
  }

  private AuditVerification verified() {
    var verification = new AuditVerification(Head.EMPTY, List.of());
    for (var link : store.audit().links(0, 10_000)) {
      assertThat(verification.next(link)).isEmpty();
    }
    assertThat(verification.end(store.audit().head())).isEmpty();
    assertThat(store.audit().outsideTheChain()).isEmpty();
    return verification;
  }

  @Test
  void theChainOfNoEntriesIsEmpty() {
    assertThat(store.audit().head()).isEqualTo(Head.EMPTY);
    assertThat(store.audit().links(0, 10)).isEmpty();
  }

  @Test
  void everyEntryIsInTheChainWhateverItHolds() {
    refuse("source:acme", "");
    refuse("source:acme", "Grüße, 世界 \ud83d\ude80 \"quoted\" \n\t");
    store
        .audit()
        .append(
            new Actor("", ""),
            "v",
            "s",
            "{\"b\": [1.50, null, \"ü\\n\"], \"a\": {\"x\": -0.1}}",
            "r");
    store.tokens().add("ci", Scope.READ, "a".repeat(64), null, ANN);

    assertThat(verified().reached().position()).isEqualTo(4);
    assertThat(store.audit().links(1, 2)).extracting(Link::position).containsExactly(2L, 3L);
    assertThat(suite.otherHandle().audit().head()).isEqualTo(store.audit().head());
  }

  @Test
  void manyWritersMakeOneChain() {
    var writers = new ArrayList<CompletableFuture<Void>>();
    for (var writer = 0; writer < 8; writer++) {
      var name = "source:acme-" + writer;
      var handle = writer % 2 == 0 ? store : suite.otherHandle();
      writers.add(
          CompletableFuture.runAsync(() -> {
            for (var entry = 0; entry < 10; entry++) {
              handle.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, name, "entry " + entry);
            }
          }));
    }
    writers.forEach(CompletableFuture::join);

    assertThat(verified().reached().position()).isEqualTo(80);
  }
}
