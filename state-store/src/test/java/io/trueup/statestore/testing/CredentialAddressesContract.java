package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CredentialAddresses.CredentialAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.CredentialAddresses}. */
abstract class CredentialAddressesContract extends Contract {

  private static final String DB = "db.acme.internal:5432";
  private static final String OTHER = "db.evil.example:5432";

  CredentialAddressesContract(StateStoreConformance suite) {
    super(suite);
  }

  private List<String> pin(String credential, String... addresses) {
    return addresses(store.credentials().pin(credential, List.of(addresses), "rollout 1"));
  }

  private static List<String> addresses(List<CredentialAddress> all) {
    return all.stream().map(CredentialAddress::address).toList();
  }

  @Test
  void anUnusedCredentialIsNotKnown() {
    assertThat(store.credentials().find("warehouse")).isEmpty();
    assertThat(store.credentials().all()).isEmpty();
  }

  @Test
  void theFirstUsePinsItsAddresses() {
    assertThat(pin("warehouse", "b:1", "a:1")).containsExactly("a:1", "b:1");

    var pinned = suite.otherHandle().credentials().find("warehouse").orElseThrow();
    assertThat(addresses(pinned)).containsExactly("a:1", "b:1");
    assertThat(pinned.getFirst())
        .isEqualTo(
            new CredentialAddress(
                "warehouse", "a:1", pinned.getFirst().since(), Actor.DAEMON.name(), "rollout 1"));
    var entry = stage.lastAudit("credential:warehouse");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.CREDENTIAL_PINNED);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.after()).isEqualTo("{\"address\": \"b:1\"}");
  }

  @Test
  void aLaterUsePinsNothing() {
    pin("warehouse", DB);
    var before = stage.everything();

    assertThat(pin("warehouse", OTHER)).containsExactly(DB);

    assertThat(stage.everything()).isEqualTo(before);
    assertThat(store.credentials().all()).hasSize(1);
  }

  @Test
  void ofManyFirstUsesAtOnceOnePins() throws Exception {
    var calls =
        IntStream.range(0, 8)
            .<Callable<List<String>>>mapToObj(i -> () -> pin("warehouse", "db" + i + ":5432"))
            .toList();

    var answers = atOnce(calls);

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst()).hasSize(1);
  }

  @Test
  void anOperatorApprovesAnotherAddress() {
    pin("warehouse", DB);

    assertThat(store.credentials().approve("warehouse", OTHER, ANN, "the server moved")).isTrue();

    assertThat(addresses(store.credentials().find("warehouse").orElseThrow()))
        .containsExactly(DB, OTHER);
    var entry = stage.lastAudit("credential:warehouse");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.CREDENTIAL_APPROVED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.after()).isEqualTo("{\"address\": \"" + OTHER + "\"}");
    assertThat(entry.reason()).isEqualTo("the server moved");
  }

  @Test
  void approvingTwiceIsOneApproval() {
    store.credentials().approve("warehouse", OTHER, ANN, "the server moved");
    var before = stage.everything();

    assertThat(store.credentials().approve("warehouse", OTHER, ANN, "again")).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anApprovalBeforeTheFirstUseIsTheOnlyAddress() {
    store.credentials().approve("warehouse", DB, ANN, "set up");

    assertThat(pin("warehouse", OTHER)).containsExactly(DB);
  }

  @Test
  void aWithdrawnAddressIsNotPinnedAgain() {
    pin("warehouse", DB);

    assertThat(store.credentials().withdraw("warehouse", DB, ANN, "retired")).isTrue();

    assertThat(pin("warehouse", DB)).isEmpty();
    assertThat(store.credentials().find("warehouse")).hasValue(List.of());
    var entry = stage.lastAudit("credential:warehouse");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.CREDENTIAL_WITHDRAWN);
    assertThat(entry.before()).isEqualTo("{\"address\": \"" + DB + "\"}");
    assertThat(store.credentials().withdraw("warehouse", DB, ANN, "again")).isFalse();
    assertThat(store.credentials().approve("warehouse", DB, ANN, "it is back")).isTrue();
  }

  @Test
  void allAreByCredentialAndAddress() {
    pin("warehouse", "b:1", "a:1");
    pin("lake", "c:1");

    assertThat(store.credentials().all())
        .extracting(it -> it.credential() + " " + it.address())
        .containsExactly("lake c:1", "warehouse a:1", "warehouse b:1");
  }
}
