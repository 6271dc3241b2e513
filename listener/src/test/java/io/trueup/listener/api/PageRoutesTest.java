package io.trueup.listener.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.api.RunningApi.Reply;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageRoutesTest {

  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final Scene scene = new Scene(store);
  private final RunningApi api = new RunningApi(store, false);
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

  @Test
  void keepsAGoodTokenInACookieThatScriptsCannotRead() {
    scene.firstMerge();

    var reply = login(reader);
    var page = page("trueup_token=" + reader);

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).isEqualTo("/");
    assertThat(reply.header("Set-Cookie"))
        .contains("trueup_token=" + reader)
        .contains("HTTPOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    assertThat(page.body()).contains("Monthly").contains("phone").doesNotContain(reader);
  }

  @Test
  void refusesABadTokenWithoutEchoingIt() {
    var reply = login("tu_made-up");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(reply.body()).contains("not known").doesNotContain("made-up");
  }

  @Test
  void forgetsTheCookieOnLogoutAndARevokedTokenAtOnce() {
    scene.firstMerge();

    var out = api.exchange("POST", "/logout", "", FORM);
    store.tokens().revoke("phone", Actor.DAEMON);

    assertThat(out.header("Set-Cookie")).contains("trueup_token=;").contains("Max-Age=0");
    assertThat(page("trueup_token=" + reader).body()).contains("Sign in").doesNotContain("Ann");
  }

  @Test
  void takesTheCookieForThePageOnly() {
    var reply =
        api.exchange("GET", "/api/v1/status", null, Map.of("Cookie", "trueup_token=" + reader));

    assertThat(reply.status()).isEqualTo(401);
  }

  @Test
  void refusesAFormOfAnotherSite() {
    var headers = new java.util.TreeMap<>(FORM);
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
    try (var open = new RunningApi(store, true)) {
      var body = open.get("/", null).body();

      assertThat(body)
          .contains("Monthly")
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .contains("a\\u202eb\\u001b[31m")
          .doesNotContain("<script>alert");
    }
  }

  @Test
  void saysSoWhenTheDatabaseIsAway() {
    var broken =
        store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                throw new StateStoreException("Away", true, new IllegalStateException());
              }
            });
    try (var open = new RunningApi(broken, true)) {
      var reply = open.get("/", null);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("The state database does not answer");
    }
  }
}
