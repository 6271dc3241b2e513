package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Revocation;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.ApiTokens}. */
abstract class ApiTokensContract extends Contract {

  private static final String DIGEST = "a".repeat(64);
  private static final String OTHER_DIGEST = "b".repeat(64);

  ApiTokensContract(StateStoreConformance suite) {
    super(suite);
  }

  private boolean add(String name, String digest) {
    return store.tokens().add(name, Scope.READ, digest, null, ANN);
  }

  private Revocation revoke(String name) {
    return store.tokens().revoke(name, Revocable.ALL_BUT_THE_LAST_OPERATOR, ANN);
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
  void eachScopeIsKept() {
    for (var scope : Scope.values()) {
      var digest = "%064x".formatted(scope.name().hashCode() & 0xffffffffL);

      store.tokens().add(scope.name(), scope, digest, null, ANN);

      assertThat(store.tokens().find(digest)).map(ApiToken::scope).hasValue(scope);
    }
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
  void aTakenNameIsNotAddedAgain() {
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

    assertThat(revoke("ci")).isEqualTo(Revocation.REVOKED);

    assertThat(store.tokens().find(DIGEST)).isEmpty();
    assertThat(store.tokens().all()).isEmpty();
  }

  @Test
  void revokingIsAudited() {
    add("ci", DIGEST);

    revoke("ci");

    var entry = stage.lastAudit("token:ci");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.TOKEN_REVOKED);
    assertThat(entry.actor()).isEqualTo(ANN);
  }

  @Test
  void revokingAnUnknownTokenWritesNothing() {
    add("ci", DIGEST);
    revoke("ci");
    var before = stage.everything();

    assertThat(revoke("ci")).isEqualTo(Revocation.UNKNOWN);
    assertThat(revoke("unknown")).isEqualTo(Revocation.UNKNOWN);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRevokedNameMayBeAddedAgainAndItsOldSecretStaysOut() {
    add("ci", DIGEST);
    revoke("ci");

    assertThat(add("ci", OTHER_DIGEST)).isTrue();

    assertThat(store.tokens().find(OTHER_DIGEST)).isPresent();
    assertThat(store.tokens().find(DIGEST)).isEmpty();
  }

  @Test
  void theLastOperatorTokenIsRevokedOnlyWhenAnyMayBe() {
    store.tokens().add("ann", Scope.OPERATE, DIGEST, null, ANN);
    store.tokens().add("late", Scope.OPERATE, OTHER_DIGEST, stage.in(HOUR.negated()), ANN);
    add("ci", "c".repeat(64));
    var before = stage.everything();

    assertThat(revoke("ann")).isEqualTo(Revocation.LAST_OPERATOR);
    assertThat(stage.everything()).isEqualTo(before);

    assertThat(store.tokens().revoke("ann", Revocable.ANY, ANN)).isEqualTo(Revocation.REVOKED);
    assertThat(store.tokens().find(DIGEST)).isEmpty();
  }

  @Test
  void aTokenOfAnotherScopeIsRevokedBesideTheLastOperator() {
    store.tokens().add("ann", Scope.OPERATE, DIGEST, null, ANN);
    add("ci", OTHER_DIGEST);

    assertThat(revoke("ci")).isEqualTo(Revocation.REVOKED);
  }

  @Test
  void twoOperatorsWhoRevokeEachOtherAtOnceDoNotBothSucceed() {
    for (var round = 0; round < 10; round++) {
      var one = "one-" + round;
      var other = "other-" + round;
      store.tokens().add(one, Scope.OPERATE, "1" + DIGEST + round, null, ANN);
      store.tokens().add(other, Scope.OPERATE, "2" + DIGEST + round, null, ANN);

      var first = CompletableFuture.supplyAsync(() -> revoke(one));
      var second = CompletableFuture.supplyAsync(() -> revoke(other));

      assertThat(List.of(first.join(), second.join()))
          .containsExactlyInAnyOrder(Revocation.REVOKED, Revocation.LAST_OPERATOR);
      store.tokens().all().forEach(it -> store.tokens().revoke(it.name(), Revocable.ANY, ANN));
    }
  }
}
