package io.trueup.listener.daemon.forge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.platforms.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against a server that keeps no manners. */
@Timeout(60)
class ForgeClientTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ForgeCall CALL = ForgeCall.get("user");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final PlayedForge forge = PlayedForge.free();
  private final ForgeServer server = forge.server(Map.of("Accept", "application/test"));
  private final ForgeClient client =
      new ForgeClient(now::get, new ForgeClient.Limits(Duration.ofSeconds(30), 1_000));

  @AfterEach
  void stop() {
    client.close();
    forge.close();
  }

  private String host() {
    return forge.base().getAuthority();
  }

  @Test
  void sendsTheTokenAndEncodesWhatItIsGiven() {
    forge.play(_ -> Answer.json(201, "{\"id\": 7}"));

    var answer =
        client.call(
            server,
            ForgeCall.post("repos", "acme/é ?", "statuses")
                .with("per_page", "a&b")
                .sending(Map.of("state", "success")));

    assertThat(answer).isInstanceOf(ForgeAnswer.Done.class);
    assertThat(((ForgeAnswer.Done) answer).json().path("id").asInt()).isEqualTo(7);
    assertThat(forge.lines())
        .containsExactly("POST /repos/acme%2F%C3%A9%20%3F/statuses?per_page=a%26b");
    var call = forge.calls().getFirst();
    assertThat(call.body()).isEqualTo("{\"state\":\"success\"}");
    assertThat(call.headers())
        .containsEntry("Authorization", "Bearer " + PlayedForge.TOKEN)
        .containsEntry("Accept", "application/test")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("User-Agent", "trueup");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-01 12:00:00 UTC, 2026-06-01T12:00:00Z",
    "2026-06-01 12:00:00 -0500, 2026-06-01T17:00:00Z"
  })
  void remembersWhenTheTokenExpires(String header, Instant expected) {
    forge.play(_ -> Answer.json(404, "{}").with("github-authentication-token-expiration", header));

    assertThat(client.tokenExpires(server)).isEmpty();
    client.call(server, CALL);

    assertThat(client.tokenExpires(server)).hasValue(expected);
  }

  @Test
  void forgetsTheExpiryOfATokenThatWasReplaced() {
    var told = Answer.json(200, "{}");
    forge.play(_ -> told.with("github-authentication-token-expiration", "2026-06-01 12:00:00 UTC"));
    client.call(server, CALL);

    forge.play(_ -> Answer.json(502, "{}"));
    client.call(server, CALL);
    assertThat(client.tokenExpires(server)).isPresent();
    forge.play(_ -> told.with("github-authentication-token-expiration", "soon"));
    client.call(server, CALL);
    assertThat(client.tokenExpires(server)).isEmpty();
  }

  @Test
  void refusesAPathThatLeadsElsewhere() {
    assertThatThrownBy(() -> ForgeCall.get("repos", "..", "user"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void makesNoCallUntilTheForgeAllowsIt() {
    forge.play(_ -> Answer.json(429, "{\"message\":\"Slow down\"}").with("Retry-After", "90"));
    var until = NOON.plusSeconds(90);
    var limited =
        new ForgeAnswer.Limited(
            until,
            "%s limits calls, and allows the next at 2026-03-01T12:01:30Z".formatted(host()));

    assertThat(client.call(server, CALL)).isEqualTo(limited);
    now.set(until.minusMillis(1));
    assertThat(client.call(server, CALL)).isEqualTo(limited);
    assertThat(forge.calls()).hasSize(1);

    forge.play(_ -> Answer.json(200, "{}"));
    now.set(until);
    assertThat(client.call(server, CALL)).isInstanceOf(ForgeAnswer.Done.class);
    assertThat(forge.calls()).hasSize(2);
  }

  @Test
  void waitsAfterTheLastAllowedCall() {
    forge.play(
        _ -> Answer.json(200, "{}").with("X-RateLimit-Remaining", "0").with("Retry-After", "40"));

    assertThat(client.call(server, CALL)).isInstanceOf(ForgeAnswer.Done.class);
    now.set(NOON.plusSeconds(39));
    assertThat(client.call(server, CALL)).isInstanceOf(ForgeAnswer.Limited.class);
    now.set(NOON.plusSeconds(41));
    assertThat(client.call(server, CALL)).isInstanceOf(ForgeAnswer.Done.class);
  }

  @Test
  void recognizesALimitThatOnlyTheMessageNames() {
    forge.play(_ -> Answer.json(403, "{\"message\":\"You have exceeded a secondary rate limit\"}"));

    assertThat(client.call(server, CALL))
        .isInstanceOfSatisfying(
            ForgeAnswer.Limited.class,
            it -> assertThat(it.until()).isEqualTo(NOON.plusSeconds(60)));
  }

  @Test
  void believesNoWaitOfDays() {
    forge.play(_ -> Answer.json(503, "{}").with("Retry-After", "99999999"));

    assertThat(client.call(server, CALL))
        .isInstanceOfSatisfying(
            ForgeAnswer.Limited.class,
            it -> assertThat(it.until()).isEqualTo(NOON.plus(Duration.ofHours(2))));
  }

  @Test
  void saysWhyACallIsRefusedWithoutTheToken() {
    forge.play(_ ->
        Answer.json(403, "{\"message\":\"No\\n access for %s\"}".formatted(PlayedForge.TOKEN)));

    assertThat(client.call(server, CALL))
        .isInstanceOfSatisfying(
            ForgeAnswer.Refused.class,
            it -> {
              assertThat(it.status()).isEqualTo(403);
              assertThat(it.reason()).isEqualTo(host() + " answers 403: No? access for ***");
            });
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "408"})
  void takesAnErrorOfTheForgeAsOneThatMayPass(int status) {
    forge.play(_ -> new Answer(status, "<html>", Map.of()));

    assertThat(client.call(server, CALL))
        .isEqualTo(new ForgeAnswer.Failed("%s answers %d".formatted(host(), status)));
  }

  @Test
  void followsARedirectOnTheSameHost() {
    forge.play(call ->
        call.path().equals("/user")
            ? new Answer(301, "", Map.of("Location", "/users/7?x=1"))
            : Answer.json(200, "{}"));

    assertThat(client.call(server, CALL)).isInstanceOf(ForgeAnswer.Done.class);
    assertThat(forge.lines()).containsExactly("GET /user", "GET /users/7?x=1");
  }

  @Test
  void sendsNothingToAnotherHost() {
    try (var other = PlayedForge.free()) {
      forge.play(_ -> new Answer(307, "", Map.of("Location", other.base() + "/user")));

      assertThat(client.call(server, CALL))
          .isInstanceOfSatisfying(
              ForgeAnswer.Refused.class,
              it ->
                  assertThat(it.reason())
                      .isEqualTo(host() + " redirects to another host, which gets no token"));
      assertThat(other.calls()).isEmpty();
    }
  }

  @Test
  void endsARingOfRedirects() {
    forge.play(_ -> new Answer(302, "", Map.of("Location", "/user")));

    assertThat(client.call(server, CALL))
        .isEqualTo(new ForgeAnswer.Failed(host() + " redirects again and again"));
    assertThat(forge.calls()).hasSize(4);
  }

  @Test
  void cutsAnAnswerThatDoesNotEnd() {
    forge.playRaw((_, exchange) -> {
      exchange.sendResponseHeaders(200, 0);
      var junk = new byte[1 << 16];
      for (var i = 0; i < 10_000; i++) {
        exchange.getResponseBody().write(junk);
      }
    });

    assertThat(client.call(server, CALL))
        .isEqualTo(
            new ForgeAnswer.Failed(
                "Cannot call %s: its answer is longer than 1000 bytes".formatted(host())));
  }

  @Test
  void leavesAnAnswerThatStopsInTheMiddle() {
    var isOver = new CountDownLatch(1);
    forge.playRaw((_, exchange) -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      isOver.await();
    });
    var limits = new ForgeClient.Limits(Duration.ofMillis(300), 1_000);
    try (var impatient = new ForgeClient(now::get, limits)) {
      assertThat(impatient.call(server, CALL))
          .isEqualTo(new ForgeAnswer.Failed(host() + " did not answer within 1 seconds"));
    } finally {
      isOver.countDown();
    }
  }

  @Test
  void reportsAServerThatIsNotThere() {
    forge.close();

    assertThat(client.call(server, CALL))
        .isEqualTo(
            new ForgeAnswer.Failed("Cannot call %s: the connection was refused".formatted(host())));
  }

  @Test
  void makesNoCallWithoutAToken() {
    var tokenless = new ForgeServer(forge.base(), Optional::<Secret>empty, Map.of());

    assertThat(client.call(tokenless, CALL))
        .isEqualTo(new ForgeAnswer.Failed("The token for %s is missing".formatted(host())));
    assertThat(forge.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "fine",
      delimiter = '|',
      value = {
        "https://api.github.com | fine",
        "https://forge.acme.internal:8443/api/v3 | fine",
        "http://localhost:3000/api/v1 | fine",
        "http://[::1]:3000 | fine",
        "http://forge.acme.internal | a token is only sent over https, except to this machine",
        "https://user@forge.acme.internal | it holds a user, a query or a fragment",
        "https://forge.acme.internal?token=x | it holds a user, a query or a fragment",
        "https://forge.acme.internal/ | it ends with a slash",
        "file:///etc/passwd | it does not begin with https:// and a host",
        "https:api | it does not begin with https:// and a host",
        "https://a b | it is not a well-formed URL",
      })
  void acceptsOnlyAddressesThatKeepATokenSafe(String address, @Nullable String flaw) {
    assertThat(ForgeServer.flaw(address)).isEqualTo(flaw);
  }

  @Test
  void printsNoToken() {
    var made = new ForgeServer(URI.create("https://forge"), server.token(), Map.of());

    assertThat(made).hasToString("https://forge");
  }
}
