package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.Stage.ANN;
import static io.trueup.statestore.testing.Stage.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import org.junit.jupiter.api.Test;

/** What {@link io.trueup.statestore.ApiTokens} promises. */
abstract class ApiTokensContract extends Contract {

  private static final String DIGEST = "a".repeat(64);
  private static final String OTHER_DIGEST = "b".repeat(64);

  ApiTokensContract(StateStoreConformance suite) {
    super(suite);
  }

  private boolean add(String name, String digest) {
    return store.tokens().add(name, Scope.READ, digest, null, ANN);
  }

  @Test
  void anAddedTokenIsFoundByItsDigest() {
    var expiresAt = stage.in(HOUR);

    assertThat(store.tokens().add("ci", Scope.OPERATE, DIGEST, expiresAt, ANN)).isTrue();

    var token = store.tokens().find(DIGEST).orElseThrow();
    assertThat(token).isEqualTo(new ApiToken("ci", Scope.OPERATE, token.createdAt(), expiresAt));
    assertThat(suite.otherHandle().tokens().find(DIGEST)).hasValue(token);
  }

  @Test
  void addingIsAuditedWithoutTheDigest() {
    add("ci", DIGEST);

    var entry = stage.lastAudit("token:ci");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.TOKEN_ADDED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isNotBlank();
    assertThat(entry.toString()).doesNotContain(DIGEST);
  }

  @Test
  void aNameThatIsTakenIsNotAddedAgain() {
    add("ci", DIGEST);
    var before = stage.everything();

    assertThat(add("ci", OTHER_DIGEST)).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
    assertThat(store.tokens().find(OTHER_DIGEST)).isEmpty();
  }

  @Test
  void anUnknownDigestIsNotFound() {
    add("ci", DIGEST);

    assertThat(store.tokens().find(OTHER_DIGEST)).isEmpty();
  }

  @Test
  void anExpiredTokenIsNotFoundButShown() {
    store.tokens().add("ci", Scope.READ, DIGEST, stage.in(HOUR.negated()), ANN);

    assertThat(store.tokens().find(DIGEST)).isEmpty();
    assertThat(store.tokens().all()).extracting(ApiToken::name).containsExactly("ci");
  }

  @Test
  void allTokensAreShownByName() {
    add("nightly", DIGEST);
    add("Ann", OTHER_DIGEST);
    add("ci", "c".repeat(64));

    assertThat(store.tokens().all())
        .extracting(ApiToken::name)
        .containsExactly("Ann", "ci", "nightly");
  }

  @Test
  void aRevokedTokenIsNeitherFoundNorShown() {
    add("ci", DIGEST);

    assertThat(store.tokens().revoke("ci", ANN)).isTrue();

    assertThat(store.tokens().find(DIGEST)).isEmpty();
    assertThat(store.tokens().all()).isEmpty();
  }

  @Test
  void revokingIsAudited() {
    add("ci", DIGEST);

    store.tokens().revoke("ci", ANN);

    var entry = stage.lastAudit("token:ci");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.TOKEN_REVOKED);
    assertThat(entry.actor()).isEqualTo(ANN);
  }

  @Test
  void revokingWhatDoesNotExistWritesNothing() {
    add("ci", DIGEST);
    store.tokens().revoke("ci", ANN);
    var before = stage.everything();

    assertThat(store.tokens().revoke("ci", ANN)).isFalse();
    assertThat(store.tokens().revoke("unknown", ANN)).isFalse();

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRevokedNameMayBeAddedAgainAndItsOldSecretStaysOut() {
    add("ci", DIGEST);
    store.tokens().revoke("ci", ANN);

    assertThat(add("ci", OTHER_DIGEST)).isTrue();

    assertThat(store.tokens().find(OTHER_DIGEST)).isPresent();
    assertThat(store.tokens().find(DIGEST)).isEmpty();
  }
}
