package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownTokensTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOON);
  private final KnownTokens known = new KnownTokens(clock);

  @Test
  void knowsATokenForLessThanASecond() {
    confirm("a", token(null));

    clock.advance(Duration.ofMillis(999));
    assertThat(known.find("a")).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(known.find("a")).isEmpty();
  }

  @Test
  void countsFromBeforeTheStoreWasAsked() {
    var lookup = known.lookup();
    clock.advance(Duration.ofSeconds(1));
    known.confirm("a", token(null), lookup);

    assertThat(known.find("a")).isEmpty();
  }

  @Test
  void doesNotReplaceALaterAnswerByAnEarlierOne() {
    var slow = known.lookup();
    clock.advance(Duration.ofMillis(900));
    confirm("a", token(null));
    known.confirm("a", token(null), slow);
    clock.advance(Duration.ofMillis(500));

    assertThat(known.find("a")).isPresent();
  }

  @Test
  void doesNotKnowAnExpiredToken() {
    confirm("a", token(NOON.plusMillis(300)));

    assertThat(known.find("a")).isPresent();
    clock.advance(Duration.ofMillis(300));
    assertThat(known.find("a")).isEmpty();
  }

  @Test
  void forgetsAlsoWhatIsBeingLookedUp() {
    var lookup = known.lookup();
    known.forgetAll();
    known.confirm("a", token(null), lookup);

    assertThat(known.find("a")).isEmpty();
  }

  @Test
  void asksOneCallerToRenewATokenInUse() {
    confirm("a", token(null));
    assertThat(known.isRenewalDue("a")).isFalse();

    clock.advance(Duration.ofMillis(500));
    assertThat(known.isRenewalDue("a")).isTrue();
    assertThat(known.isRenewalDue("a")).isFalse();
    confirm("a", token(null));
    clock.advance(Duration.ofMillis(500));
    assertThat(known.isRenewalDue("a")).isTrue();
  }

  @Test
  void keepsABoundedNumber() {
    for (var i = 0; i < 5000; i++) {
      confirm("token-" + i, token(null));
    }

    assertThat(known.find("token-0")).isEmpty();
    assertThat(known.find("token-4999")).isPresent();
  }

  private void confirm(String digest, ApiToken token) {
    known.confirm(digest, token, known.lookup());
  }

  private static ApiToken token(@Nullable Instant expiresAt) {
    return new ApiToken("job", Scope.RUN, NOON, expiresAt);
  }
}
