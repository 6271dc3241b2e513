package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.Stage.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link io.trueup.statestore.Audit} promises. */
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
  void anEntrySaysWhatCameOfIt() {
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
}
