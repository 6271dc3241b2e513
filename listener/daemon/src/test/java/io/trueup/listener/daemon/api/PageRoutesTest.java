package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageRoutesTest {

  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, clock);
  private final String reader = scene.token("phone", Scope.READ);

  @AfterEach
  void closeApi() {
    api.close();
  }

  private Reply page(String cookie) {
    return api.exchange("GET", "/", null, Map.of("Cookie", cookie));
  }

  private Reply login(String token) {
    return api.exchange("POST", "/login", "token=" + token, FORM);
  }

  @Test
  void asksForATokenAndShowsNothing() {
    scene.firstMerge();

    var reply = api.get("/", null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("Sign in").doesNotContain("acme").doesNotContain("Ann");
  }

  /** Signs in and returns the cookie that the browser then sends. */
  private String signIn(String token) {
    var cookie = login(token).header("Set-Cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void keepsASessionOfItsOwnInTheCookieAndNotTheToken() {
    scene.firstMerge();

    var reply = login(reader);
    var page = page(signIn(reader));

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).isEqualTo("/");
    assertThat(reply.header("Set-Cookie"))
        .startsWith("trueup_session=")
        .doesNotContain(reader)
        .contains("HTTPOnly")
        .contains("SameSite=Strict")
        .contains("Max-Age=43200")
        .contains("Path=/");
    assertThat(page.body()).contains("Monthly").contains("phone").doesNotContain(reader);
  }

  @Test
  void endsTheSessionOnSigningOut() {
    scene.firstMerge();
    var session = signIn(reader);

    var out = api.exchange("POST", "/logout", "", formWith(session));

    assertThat(out.header("Set-Cookie")).contains("trueup_session=;").contains("Max-Age=0");
    assertThat(page(session).body()).contains("Sign in").doesNotContain("Ann");
  }

  @Test
  void refusesABadTokenWithoutEchoingIt() {
    var reply = login("tu_made-up");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(reply.body()).contains("unknown").doesNotContain("made-up");
  }

  @Test
  void endsTheSessionWithItsToken() {
    scene.firstMerge();
    var session = signIn(reader);

    store.tokens().revoke("phone", Revocable.ANY, Actor.DAEMON);

    assertThat(page(session).body()).contains("You are signed out").doesNotContain("Ann");
  }

  @Test
  void endsTheSessionWhenItsTimeIsOver() {
    scene.firstMerge();
    var session = signIn(reader);

    clock.advance(Authentication.SESSION);

    assertThat(page(session).body()).contains("Sign in").doesNotContain("Ann");
  }

  @Test
  void endsTheFormerSessionOnSigningInAgain() {
    var former = signIn(reader);

    api.exchange("POST", "/login", "token=" + reader, formWith(former));

    assertThat(page(former).body()).contains("You are signed out");
  }

  @Test
  void marksTheCookieSecureBehindAProxyWithTls() {
    var headers = new TreeMap<>(FORM);
    headers.put("X-Forwarded-Proto", "https");

    assertThat(login(reader).header("Set-Cookie")).doesNotContain("Secure");
    assertThat(api.exchange("POST", "/login", "token=" + reader, headers).header("Set-Cookie"))
        .contains("Secure");
  }

  @Test
  void hasBrowsersForgetATokenThatAnOlderVersionKept() {
    assertThat(page("trueup_token=" + reader).header("Set-Cookie"))
        .contains("trueup_token=;")
        .contains("Max-Age=0");
  }

  @Test
  void auditsSigningInAndOutAndWrongTokens() {
    var session = signIn(reader);
    api.exchange("POST", "/logout", "", formWith(session));
    login("tu_made-up");
    login("tu_made-up");
    api.get("/api/v1/status", "tu_made-up");

    assertThat(store.audit().newest(null, 4))
        .extracting(AuditEntry::verb, AuditEntry::subject, AuditEntry::reason)
        .containsExactly(
            tuple(
                AuditVerbs.TOKEN_REFUSED,
                "address:127.0.0.1",
                "The token is unknown, has expired or was revoked"),
            tuple(
                AuditVerbs.PAGE_SIGNED_OUT,
                "token:phone",
                "A browser signed out of the status page"),
            tuple(
                AuditVerbs.PAGE_SIGNED_IN, "token:phone", "A browser signed in to the status page"),
            tuple(AuditVerbs.TOKEN_ADDED, "token:phone", "the token is valid from now on"));
  }

  @Test
  void stopsLookingUpTokensFromAnAddressThatSentManyWrongOnes() {
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);
    var late = scene.token("late", Scope.READ);
    for (var attempt = 0; attempt < 20; attempt++) {
      assertThat(login("tu_made-up").status()).isEqualTo(401);
    }

    var refused = login(late);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).contains("Too many wrong tokens");
    var call = api.get("/api/v1/status", "tu_made-up");
    assertThat(call.status()).isEqualTo(429);
    assertThat(call.header("Retry-After")).isEqualTo("60");
    assertThat(call.detail())
        .isEqualTo("Too many wrong tokens came from '127.0.0.1'. Wait a minute, then try again");
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(200);

    clock.advance(Duration.ofMinutes(1));
    assertThat(login(late).status()).isEqualTo(303);
  }

  private static Map<String, String> formWith(String cookie) {
    var headers = new TreeMap<>(FORM);
    headers.put("Cookie", cookie);
    return headers;
  }

  @Test
  void takesNeitherTheSessionNorTheTokenForTheOther() {
    var session = signIn(reader);
    var secret = session.substring(session.indexOf('=') + 1);

    assertThat(api.get("/api/v1/status", secret).status()).isEqualTo(401);
    assertThat(api.exchange("GET", "/api/v1/status", null, Map.of("Cookie", session)).status())
        .isEqualTo(401);
    assertThat(page("trueup_session=" + reader).body()).contains("Sign in");
  }

  @Test
  void refusesAFormOfAnotherSite() {
    var headers = new TreeMap<>(FORM);
    headers.put("Sec-Fetch-Site", "cross-site");

    assertThat(api.exchange("POST", "/login", "token=" + reader, headers).status()).isEqualTo(403);
    assertThat(api.exchange("POST", "/logout", "", headers).status()).isEqualTo(403);
  }

  @Test
  void sendsAPolicyThatLetsOnlyItsOwnStyleAndScriptRun() {
    var reply = api.get("/", null);
    var other = api.get("/", null);

    var policy = reply.header("Content-Security-Policy");
    var nonce = Pattern.compile("script-src 'nonce-([0-9a-f]{32})'").matcher(policy);
    assertThat(nonce.find()).isTrue();
    assertThat(policy)
        .startsWith("default-src 'none'; ")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(reply.body()).contains("<style nonce=\"" + nonce.group(1) + "\">");
    assertThat(other.body()).doesNotContain(nonce.group(1));
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void needsNoTokenWherePagesArePublic() {
    scene.firstMerge("<script>alert(1)</script>", "a\u202eb\u001b[31m");
    try (var open = new ApiServer(store, true)) {
      var body = open.get("/", null).body();

      assertThat(body)
          .contains("Monthly")
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .contains("a\\u202eb\\u001b[31m")
          .doesNotContain("<script>alert");
    }
  }

  @Test
  void reportsThatTheDatabaseDoesNotAnswer() {
    var broken =
        store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                throw new StateStoreException("Away", true, new IllegalStateException());
              }
            });
    try (var open = new ApiServer(broken, true)) {
      var reply = open.get("/", null);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("The state database does not answer");
    }
  }
}
