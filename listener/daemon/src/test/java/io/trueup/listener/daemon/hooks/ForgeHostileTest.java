package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.platforms.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile deliveries, by number, of every forge; those that HTTP alone refuses are elsewhere. */
class ForgeHostileTest extends ForgeFixture {

  static Stream<String> forges() {
    return SENDERS.stream().map(Sender::name);
  }

  private Map<String, String> head(String forge, byte[] body) {
    var sender = sender(forge);
    var head = new HashMap<String, String>(Map.of("Content-Type", "application/json"));
    head.putAll(first(forge).head());
    head.putAll(sender.prover().prove(sender.secret(), body));
    return head;
  }

  private Answer send(String forge, byte[] body) {
    return send(request(forge, head(forge, body), body));
  }

  /** 1 and 2. */
  @ParameterizedTest
  @MethodSource("forges")
  void refusesEveryMalformedProof(String forge) {
    var body = bytes(first(forge).body());
    var sender = sender(forge);
    var proof = sender.prover().prove(SECRET, body).entrySet().iterator().next();
    var good = proof.getValue();
    var bad =
        List.of(
            "",
            "sha256=",
            "sha1=" + "0".repeat(40),
            "0".repeat(64),
            "sha256=" + "0".repeat(64),
            good.substring(0, good.length() - 3),
            good + "0",
            good.replaceFirst("^(sha256|sha512|Basic|Bearer)", "x$1") + "=",
            "x" + good,
            "é" + good.substring(1));

    assertThat(bad)
        .allSatisfy(value -> {
          var head = head(forge, body);
          head.put(proof.getKey(), value);
          assertThat(send(request(forge, head, body)).status()).as(value).isEqualTo(401);
        });
    var twice = request(forge, head(forge, body), body).header(proof.getKey(), good);
    assertThat(send(twice).status()).isEqualTo(401);
    assertThat(store.deliveries()).isEmpty();
  }

  /** 3. */
  @ParameterizedTest
  @MethodSource("forges")
  void provesAndReadsTheRawBytes(String forge) {
    var body = first(forge).body();
    var invalid = ("{\"zz\": \"%\"," + body.substring(1)).getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < 12; i++) {
      invalid[i] = invalid[i] == '%' ? (byte) 0xff : invalid[i];
    }
    var odd =
        Stream.of(
            bytes(body.replace(",", " ,\r\n")),
            bytes("\ufeff" + body),
            bytes("\n" + body + "\n\n"),
            invalid);

    assertThat(odd.map(it -> send(forge, it))).extracting(Answer::status).containsOnly(202);
  }

  /** 7. */
  @ParameterizedTest
  @MethodSource("forges")
  void pokesForNoHostileJson(String forge) {
    var hostile =
        Stream.of(
            "",
            "[]",
            "\"main\"",
            "[".repeat(4_000),
            "{\"a\":".repeat(1_000),
            "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}",
            "{\"a\":" + "9".repeat(5_000) + "}",
            "{\"" + "n".repeat(5_000) + "\":1}",
            "{\"a\":NaN}",
            "{} {}",
            "{\"a\":\"\u0000\"}");

    assertThat(hostile.map(it -> send(forge, bytes(it))))
        .extracting(Answer::status)
        .containsOnly(source(forge).reader().isTurnedOffByErrors() ? 200 : 400);
    assertThat(pokes).isEmpty();
  }

  /** 8. */
  @ParameterizedTest
  @MethodSource("forges")
  void bearsThatAnyFieldIsMissingOrNull(String forge) throws Exception {
    var json = new ObjectMapper();
    var example = first(forge).body();
    // A CloudEvent without these is none.
    var needed = Set.of("specversion", "id", "type", "source");
    for (var name : json.readTree(example).properties().stream().map(Map.Entry::getKey).toList()) {
      var missing = (ObjectNode) json.readTree(example);
      missing.remove(name);
      var empty = (ObjectNode) json.readTree(example);
      empty.putNull(name);

      var expected = forge.equals("cloudevents") && needed.contains(name) ? 400 : 200;
      assertThat(Stream.of(missing, empty).map(it -> send(forge, bytes(it.toString()))))
          .as(name)
          .allMatch(it -> it.status() == expected || (expected == 200 && it.status() == 202));
    }
  }

  /** 13 and 14. */
  @ParameterizedTest
  @MethodSource("forges")
  void keepsTheFirstBodyOfAnId(String forge) {
    var body = first(forge).body();
    send(forge, bytes(body));

    var answer = send(forge, bytes(body + " "));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.status("reason")).endsWith(" with another body");
    assertThat(pokes).hasSize(2);
  }

  /** 16. */
  @ParameterizedTest
  @MethodSource("forges")
  void ignoresAnotherRepository(String forge) {
    var source = source(forge);
    var body = bytes(first(forge).body());
    sources.put(
        forge,
        new HookSource(source.id(), "main", "other", source.verification(), source.reader()));

    assertThat(send(forge, body).status("reason"))
        .startsWith("It comes from repository '")
        .endsWith("'; expected 'other'");
    assertThat(pokes).isEmpty();
  }

  /** 15. */
  @ParameterizedTest
  @MethodSource("forges")
  void comparesTheBranchInFull(String forge) {
    var source = source(forge);
    var isBlind = forge.equals("cloudevents");
    for (var branch : List.of("mai", "ain", "Main", "main/x", "heads/main")) {
      sources.put(
          forge,
          new HookSource(
              source.id(), branch, source.repositoryId(), source.verification(), source.reader()));

      assertThat(send(forge, bytes(first(forge).body())).status())
          .as(branch)
          .isEqualTo(isBlind ? 202 : 200);
    }
  }

  /** 18. */
  @ParameterizedTest
  @MethodSource("forges")
  void usesNoAddressOfAPayload(String forge) {
    var body = first(forge).body().replaceAll("https?://[^\"]*", "http://169.254.169.254/");

    assertThat(send(forge, bytes(body)).status()).isEqualTo(202);
  }

  /** 19. */
  @ParameterizedTest
  @MethodSource("forges")
  void acceptsEachOfTwoSecretsWhileOneReplacesTheOther(String forge) {
    var sender = sender(forge);
    var secrets =
        Stream.of("last", "next")
            .map(it -> new WebhookSecrets.Entry(() -> Optional.of(new Secret(it)), null, null))
            .toList();
    declare(sender, new HookSource.Verification.Signed(new WebhookSecrets(secrets)));
    var body = bytes(first(forge).body());

    assertThat(Stream.of("last", "next", SECRET))
        .extracting(secret -> {
          var head = head(forge, body);
          head.putAll(sender.prover().prove(secret, body));
          return send(request(forge, head, body)).status();
        })
        .containsExactly(202, 202, 401);
  }

  @ParameterizedTest
  @MethodSource("forges")
  void refusesEverythingWhileThereIsNoSecret(String forge) {
    declare(sender(forge), new HookSource.Verification.Signed(new WebhookSecrets(List.of())));
    var body = bytes(first(forge).body());
    var head = head(forge, body);
    head.putAll(sender(forge).prover().prove("no secret is live", body));

    assertThat(send(forge, body).status()).isEqualTo(401);
    assertThat(send(request(forge, head, body)).status()).isEqualTo(401);
  }
}
