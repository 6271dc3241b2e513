package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.PageSessions}. */
abstract class PageSessionsContract extends Contract {

  private static final String TOKEN = "a".repeat(64);
  private static final String SESSION = "b".repeat(64);
  private static final String OTHER_SESSION = "c".repeat(64);
  private static final String ADDRESS = "192.0.2.9";

  PageSessionsContract(StateStoreConformance suite) {
    super(suite);
  }

  private void addToken() {
    store.tokens().add("phone", Scope.READ, TOKEN, null, ANN);
  }

  private Optional<ApiToken> begin(String session, Duration lasts) {
    return store.pageSessions().begin(TOKEN, session, lasts, ADDRESS);
  }

  private Optional<String> viewer(String session) {
    return suite.otherHandle().pageSessions().find(session).map(ApiToken::name);
  }

  @Test
  void aSessionIsItsTokensAndIsSeenByOtherProcesses() {
    addToken();

    assertThat(begin(SESSION, HOUR)).map(ApiToken::name).hasValue("phone");

    assertThat(viewer(SESSION)).hasValue("phone");
    assertThat(viewer(TOKEN)).isEmpty();
    assertThat(store.tokens().find(SESSION)).isEmpty();
  }

  @Test
  void beginningAndEndingAreAuditedWithoutDigests() {
    addToken();
    begin(SESSION, HOUR);
    store.pageSessions().end(SESSION, ADDRESS);

    var entries = store.audit().newest("token:phone", 2);
    assertThat(entries)
        .extracting(AuditEntry::verb)
        .containsExactly(AuditVerbs.PAGE_SIGNED_OUT, AuditVerbs.PAGE_SIGNED_IN);
    assertThat(entries).extracting(AuditEntry::actor).containsOnly(new Actor("phone", ADDRESS));
    assertThat(entries.toString()).doesNotContain(SESSION).doesNotContain(TOKEN);
  }

  @Test
  void anUnknownTokenBeginsNothing() {
    var before = stage.everything();

    assertThat(begin(SESSION, HOUR)).isEmpty();

    assertThat(viewer(SESSION)).isEmpty();
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void anExpiredTokenBeginsNothing() {
    store.tokens().add("phone", Scope.READ, TOKEN, stage.in(HOUR.negated()), ANN);

    assertThat(begin(SESSION, HOUR)).isEmpty();
  }

  @Test
  void endingEndsOneSessionAndNoOther() {
    addToken();
    begin(SESSION, HOUR);
    begin(OTHER_SESSION, HOUR);

    store.pageSessions().end(SESSION, ADDRESS);

    assertThat(viewer(SESSION)).isEmpty();
    assertThat(viewer(OTHER_SESSION)).hasValue("phone");
  }

  @Test
  void endingAnEndedSessionWritesNothing() {
    addToken();
    begin(SESSION, HOUR);
    store.pageSessions().end(SESSION, ADDRESS);
    var before = stage.everything();

    store.pageSessions().end(SESSION, ADDRESS);
    store.pageSessions().end("unknown", ADDRESS);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void revokingTheTokenEndsItsSessionsForGood() {
    addToken();
    begin(SESSION, HOUR);

    store.tokens().revoke("phone", Revocable.ANY, ANN);
    assertThat(viewer(SESSION)).isEmpty();

    store.tokens().add("phone", Scope.READ, "d".repeat(64), null, ANN);
    assertThat(viewer(SESSION)).isEmpty();
  }

  @Test
  void anExpiredSessionIsNotFound() {
    addToken();
    begin(SESSION, Duration.ZERO);

    assertThat(viewer(SESSION)).isEmpty();
    assertThat(begin(OTHER_SESSION, HOUR)).isPresent();
    assertThat(viewer(SESSION)).isEmpty();
  }
}
