package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile deliveries, by number. */
class HookEndpointTest extends HookFixture {

  private static final SourceId ACME = new SourceId("acme");

  @Test
  void acknowledgesAPushThatWasRecorded() {
    var answer = push(PUSH);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"delivery\":1,\"status\":\"accepted\"}");
    assertThat(pokes).containsExactly(ACME);
    assertThat(verdicts).containsExactly(HookVerdict.ACCEPTED);
    var recorded = store.deliveries().getFirst();
    assertThat(recorded.body()).asString(StandardCharsets.UTF_8).isEqualTo(PUSH);
    assertThat(recorded.headers()).containsOnlyKeys("User-Agent");
  }

  @Test
  void observesTheSourceOfADeliveryAndNoneThatDoesNotExist() {
    push(PUSH);
    send(delivery("acme", bytes("{}")).setHeader("Content-Type", "text/plain"));
    send(delivery("of-somebody-who-guesses", bytes(PUSH)));

    assertThat(verdicts)
        .containsExactly(HookVerdict.ACCEPTED, HookVerdict.MALFORMED, HookVerdict.UNKNOWN_SOURCE);
    assertThat(observed).containsExactly(Optional.of(ACME), Optional.of(ACME), Optional.empty());
  }

  static Stream<Arguments> badSignatures() {
    var good = signature(SECRET, bytes(PUSH));
    var hex = good.substring("sha256=".length());
    return Stream.of(
        Arguments.of("1 empty", ""),
        Arguments.of("1 no digest", "sha256="),
        Arguments.of("1 six bytes", "sha256=" + hex.substring(0, 12)),
        Arguments.of("1 a short header", "sha25"),
        Arguments.of("1 not hex", "sha256=" + "g".repeat(64)),
        Arguments.of("1 wrong case", "SHA256=" + hex),
        Arguments.of("1 no prefix", hex),
        Arguments.of("1 more after it", good + "00"),
        Arguments.of("1 zeros", "sha256=" + "0".repeat(64)),
        Arguments.of("1 another secret", signature("guess", bytes(PUSH))),
        Arguments.of("3 another body", signature(SECRET, bytes(PUSH + " "))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSignatures")
  void refusesABadSignature(String name, String header) {
    var answer = send(unsigned("acme", bytes(PUSH)).header("X-Hub-Signature-256", header));

    assertThat(answer.status()).as(name).isEqualTo(401);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"refused\",\"reason\":\"The signature in X-Hub-Signature-256 is missing"
                + " or not made with the hook's secret\"}");
    assertNothingHappened();
  }

  @Test
  void refusesADeliveryWithoutASignatureOrWithTwo() {
    var good = signature(SECRET, bytes(PUSH));
    var none = unsigned("acme", bytes(PUSH));
    var two = delivery("acme", bytes(PUSH)).header("X-Hub-Signature-256", good);
    var noSecret = delivery("keyless", bytes(PUSH));
    var oldOnly = unsigned("acme", bytes(PUSH)).header("X-Hub-Signature", "sha1=" + "0".repeat(40));

    assertThat(Stream.of(none, two, noSecret, oldOnly).map(this::send))
        .extracting(Answer::status)
        .containsOnly(401);
    assertNothingHappened();
  }

  @Test
  void parsesNothingBeforeTheSignatureIsGood() {
    var answer = send(unsigned("acme", bytes("not json")).header("X-Hub-Signature-256", "x"));

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void auditsRefusalsAtMostOnceAMinute() {
    for (var i = 0; i < 5; i++) {
      send(unsigned("acme", bytes(PUSH)));
    }
    now.set(NOON.plusSeconds(61));
    send(unsigned("acme", bytes(PUSH)));

    assertThat(store.entries())
        .extracting(AuditEntry::verb, AuditEntry::subject, AuditEntry::reason)
        .containsExactly(
            tuple(AuditVerbs.DELIVERY_REFUSED, "source:acme", "A delivery had no valid signature"),
            tuple(
                AuditVerbs.DELIVERY_REFUSED,
                "source:acme",
                "A delivery had no valid signature; 4 more since the last entry"));
    assertThat(store.entries().getFirst().actor().address()).isEqualTo("127.0.0.1");
  }

  @Test
  void verifiesTheRawBytes() {
    var odd =
        Stream.of(
            bytes(PUSH.replace(",", " ,\r\n")),
            bytes("\ufeff" + PUSH),
            withInvalidUtf8(
                "{\"ref\":\"refs/heads/main\",\"m\":\"%\",\"repository\":{\"id\":42}}"));

    assertThat(odd.map(body -> send(delivery("acme", body))))
        .extracting(Answer::status)
        .containsOnly(202);
  }

  private static byte[] withInvalidUtf8(String text) {
    var body = bytes(text);
    for (var i = 0; i < body.length; i++) {
      if (body[i] == '%') {
        body[i] = (byte) 0xff;
      }
    }
    return body;
  }

  @Test
  void acceptsABodyUpToTheCapAndNotOneByteMore() {
    var longest = padded(CAP);
    var tooLong = padded(CAP + 1);

    assertThat(push(longest).status()).isEqualTo(202);
    assertThat(send(delivery("acme", bytes(tooLong))).status()).isEqualTo(413);
    assertThat(sendRaw(head(tooLong) + "Content-Length: 10001\n\n", new byte[0]))
        .startsWith("HTTP/1.1 413 ");
    assertThat(sendRaw(head(tooLong) + "Content-Length: 99999999999999999999\n\n", new byte[0]))
        .startsWith("HTTP/1.1 4");
    assertThat(sendRaw(head(tooLong) + "Transfer-Encoding: chunked\n\n", chunked(tooLong)))
        .startsWith("HTTP/1.1 413 ");
    assertThat(store.deliveries()).hasSize(1);
  }

  @Test
  void recordsNothingWhenTheLengthIsWrong() {
    start(limits -> limited(limits, Duration.ofMillis(200)));

    assertThat(sendRaw(head(PUSH) + "Content-Length: 20\n\n", bytes(PUSH)))
        .startsWith("HTTP/1.1 401 ");
    assertThat(sendRaw(head(PUSH) + "Content-Length: 5000\n\n", bytes(PUSH)))
        .startsWith("HTTP/1.1 408 ");
    assertThat(sendRaw(head(PUSH) + "Content-Length: -1\n\n", bytes(PUSH)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(store.deliveries()).isEmpty();
  }

  @Test
  void cutsASlowSenderOff() {
    start(limits -> limited(limits, Duration.ofMillis(200)));

    var answer = sendRaw(head(PUSH) + "Transfer-Encoding: chunked\n\n", bytes("1\r\n{\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
    assertThat(store.deliveries()).isEmpty();
  }

  @Test
  void manySlowSendersShutNoOtherOut() throws Exception {
    var slow = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 500; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        slow.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(bytes((head(PUSH) + "Content-Length: 9999\n\n").replace("\n", "\r\n") + "{"));
        out.flush();
      }

      assertThat(push(PUSH).status()).isEqualTo(202);
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void buffersOnlyALimitedNumberOfBytes() throws Exception {
    start(limits -> new HookLimits(CAP, CAP + 9_000, limits.receiveWithin(), limits.storeWithin()));
    push(PUSH); // proves the address, which then may have more than half
    var released = new CountDownLatch(1);
    var entered = store.hangUntil(released);

    var first = CompletableFuture.supplyAsync(() -> push(padded(CAP)));
    entered.await();
    var second = push(padded(CAP));
    released.countDown();

    assertThat(second.status()).isEqualTo(503);
    assertThat(second.headers()).containsEntry("retry-after", List.of("10"));
    assertThat(first.get().status()).isEqualTo(202);
    assertThat(push(PUSH).status()).isEqualTo(202);
    assertThat(verdicts).contains(HookVerdict.OVERLOADED);
    assertThat(turnedAway).containsExactly(new SourceId("acme"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "x"})
  void refusesACompressedBody(String encoding) {
    var answer = send(delivery("acme", bytes(PUSH)).header("Content-Encoding", encoding));

    assertThat(answer.status()).isEqualTo(415);
    assertNothingHappened();
  }

  static Stream<Arguments> hostileJson() {
    return Stream.of(
        Arguments.of("deep", "[".repeat(4_000)),
        Arguments.of("deep objects", "{\"a\":".repeat(1_000)),
        Arguments.of("deep and whole", "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}"),
        Arguments.of("a long number", "{\"a\":" + "9".repeat(5_000) + "}"),
        Arguments.of("a long name", "{\"" + "n".repeat(5_000) + "\":1}"),
        Arguments.of("no number", "{\"a\":NaN}"),
        Arguments.of("the ref twice", "{\"ref\":\"refs/heads/main\",\"ref\":\"refs/heads/x\"}"),
        Arguments.of("an array", "[]"),
        Arguments.of("a string", "\"refs/heads/main\""),
        Arguments.of("nothing", ""),
        Arguments.of("cut", "{\"ref\":\"refs/heads/main\""),
        Arguments.of("two values", PUSH + PUSH),
        Arguments.of("a bare zero byte", "{\"ref\":\"refs/heads/main\u0000\"}"));
  }

  @ParameterizedTest(name = "7 {0}")
  @MethodSource("hostileJson")
  void refusesHostileJson(String name, String body) {
    var answer = push(body);

    assertThat(answer.status()).as(name).isEqualTo(400);
    assertNothingHappened();
  }

  @Test
  void refusesLargeHostileJson() {
    start(
        limits -> new HookLimits(8 << 20, 64 << 20, limits.receiveWithin(), limits.storeWithin()));

    var manyElements = "{\"a\":[" + "1,".repeat(2_000_000) + "1]}";
    var manyNames = "{" + "\"a\":1,".repeat(600_000) + "\"a\":1}";
    var longText = "{\"ref\":\"" + "x".repeat(5_000_000) + "\"}";

    assertThat(Stream.of(manyElements, manyNames, longText).map(this::push))
        .extracting(Answer::status)
        .containsOnly(400);
  }

  static Stream<Arguments> toBeIgnored() {
    return Stream.of(
        ignored("8 no ref", "push", "{\"repository\":{\"id\":42}}", "The push names no ref"),
        ignored("8 an empty object", "push", "{}", "It names no repository; expected '42'"),
        ignored(
            "8 a ref of another type",
            "push",
            "{\"ref\":[1],\"repository\":{\"id\":42}}",
            "The push names no ref"),
        ignored(
            "8 a repository of another type",
            "push",
            "{\"ref\":\"refs/heads/main\",\"repository\":[]}",
            "It names no repository; expected '42'"),
        ignored(
            "15 a tag",
            "push",
            PUSH.replace("heads/main", "tags/main"),
            "The push is to 'refs/tags/main', not to the followed branch 'main'"),
        ignored(
            "15 a longer name",
            "push",
            PUSH.replace("heads/main", "heads/release/main"),
            "The push is to 'refs/heads/release/main', not to the followed branch 'main'"),
        ignored(
            "7 a zero in the name",
            "push",
            PUSH.replace("heads/main", "heads/ma\\u0000in"),
            "The push is to 'refs/heads/ma?in', not to the followed branch 'main'"),
        ignored("15 a ping", "ping", "{\"zen\":\"x\"}", "A ping only tests the hook"),
        ignored("15 an unknown event", "star", "{}", "Events of kind 'star' request nothing"),
        ignored(
            "15 an unknown action",
            "pull_request",
            "{\"action\":\"opened\",\"repository\":{\"id\":42}}",
            "The pull request was 'opened', and only a merge changes the branch"),
        ignored(
            "15 closed unmerged",
            "pull_request",
            pull("false", "main"),
            "The pull request was closed without being merged"),
        ignored(
            "15 merged elsewhere",
            "pull_request",
            pull("true", "release"),
            "The pull request was merged into 'release', not into the followed branch 'main'"),
        ignored(
            "8 a merge flag of another type",
            "pull_request",
            pull("\"true\"", "main"),
            "The pull request was closed without being merged"),
        ignored(
            "16 a fork",
            "push",
            PUSH.replace("42", "43"),
            "It comes from repository '43'; expected '42'"),
        ignored(
            "16 a repository's number as text",
            "push",
            PUSH.replace("42", "\"42\""),
            "It names no repository; expected '42'"));
  }

  private static Arguments ignored(String name, String event, String body, String reason) {
    return Arguments.of(name, event, body, reason);
  }

  private static String pull(String merged, String base) {
    return "{\"action\":\"closed\",\"pull_request\":{\"merged\":%s,\"base\":{\"ref\":\"%s\"}},\"repository\":{\"id\":42}}"
        .formatted(merged, base);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("toBeIgnored")
  void recordsAnIgnoredDeliveryWithItsReason(
      String name, String event, String body, String reason) {
    var answer = send(delivery("acme", bytes(body)).setHeader("X-GitHub-Event", event));

    assertThat(answer.status()).as(name).isEqualTo(200);
    assertThat(answer.status("status")).isEqualTo("ignored");
    assertThat(answer.status("reason")).isEqualTo(reason);
    assertThat(store.deliveries().getFirst().ignoredBecause()).isEqualTo(reason);
    assertThat(pokes).isEmpty();
  }

  @Test
  void tellsADeliveryOfAnotherRepositoryFromOthersThatAreIgnored() {
    push(PUSH.replace("42", "43"));
    push(PUSH.replace("heads/main", "heads/release"));
    store.goDown();
    push(PUSH.replace("42", "43"));

    assertThat(verdicts)
        .containsExactly(HookVerdict.FOREIGN, HookVerdict.IGNORED, HookVerdict.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42},\"head_commit\":null,\"commits\":[]}",
        "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42},\"deleted\":true,\"after\":\"0000000000000000000000000000000000000000\"}",
        "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42},\"size\":1e999999}",
        "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42,\"clone_url\":\"http://169.254.169.254/\"},\"after\":\"ext::sh"
            + " -c x\"}",
        "{\"repository\":{\"owner\":{\"ref\":\"x\"},\"id\":42},\"x\":{\"ref\":\"y\"},\"ref\":\"refs/heads/main\"}",
      })
  void usesAPayloadOnlyToDecideWhetherItMatters(String body) {
    assertThat(push(body).status()).isEqualTo(202);
    assertThat(pokes).containsExactly(ACME);
  }

  @Test
  void treatsAMergedPullRequestAsAPoke() {
    var request =
        delivery("acme", bytes(pull("true", "main"))).setHeader("X-GitHub-Event", "pull_request");

    assertThat(send(request).status()).isEqualTo(202);
    assertThat(pokes).containsExactly(ACME);
  }

  @Test
  void explainsWhatToSetForAnotherContentType() {
    var request = delivery("acme", bytes(PUSH)).setHeader("Content-Type", "text/plain");

    var answer = send(request);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.status("reason"))
        .isEqualTo(
            "The content type is 'text/plain'. Set the webhook's content type to application/json");
    assertThat(store.nextRefused())
        .isEqualTo(new RefusedDelivery(ACME, DELIVERY, "push", "415: " + answer.status("reason")));
    assertNothingHappened();
  }

  @Test
  void acceptsThePayloadOfAFormWhoseRawBytesAreSigned() {
    var form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);

    var answer = send(form(form));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(pokes).containsExactly(ACME);
    assertThat(store.deliveries().getFirst().body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x=1", "payload=%7", "payload=%7B%7D&payload=%7B%7D", "payload=x", "{}"})
  void refusesAFormWithoutAPayload(String form) {
    assertThat(send(form(form)).status()).isEqualTo(400);
    assertNothingHappened();
  }

  private HttpRequest.Builder form(String form) {
    return delivery("acme", bytes(form))
        .setHeader("Content-Type", "application/x-www-form-urlencoded");
  }

  @Test
  void recordsRefusalsAtMostOnceAMinuteForAStatus() {
    for (var i = 0; i < 5; i++) {
      send(unsigned("acme", bytes(PUSH)));
    }
    send(delivery("acme", bytes(padded(CAP + 1))));
    send(delivery("nobody", bytes(PUSH)));
    now.set(NOON.plusSeconds(61));
    send(unsigned("acme", bytes(PUSH)).setHeader("X-GitHub-Event", "<b>"));

    var signature =
        "The signature in X-Hub-Signature-256 is missing or not made with the hook's secret";
    assertThat(Stream.generate(store::nextRefused).limit(3))
        .containsExactlyInAnyOrder(
            new RefusedDelivery(ACME, DELIVERY, "push", "401: " + signature),
            new RefusedDelivery(
                ACME, DELIVERY, "push", "413: The body is longer than %d bytes".formatted(CAP)),
            new RefusedDelivery(
                ACME, DELIVERY, "", "400: The header X-GitHub-Event is missing or malformed"));
    send(unsigned("acme", bytes(PUSH)));
    assertThat(store.nextRefused().reason())
        .isEqualTo("401: " + signature + "; 4 more since the last entry");
    assertThat(store.newest(ACME, 10))
        .extracting(Delivery::verdict)
        .containsOnly(Delivery.Verdict.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
  void acceptsOnlyPost(String method) {
    var answer = send(delivery("acme", bytes(PUSH)).method(method, BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("allow", List.of("POST"));
    assertThat(answer.headers().keySet()).noneMatch(h -> h.startsWith("access-control"));
  }

  @Test
  void answersTheSameForEveryMissingSource() {
    var names = Stream.of("nobody", "acme/", "acme/x", "ACME", "a%2fb", "unheard-of-in-the-store");

    assertThat(names.map(name -> send(delivery(name, bytes(PUSH)))))
        .extracting(answer -> Map.entry(answer.status(), answer.body()))
        .containsOnly(
            Map.entry(404, "{\"status\":\"refused\",\"reason\":\"There is no such hook\"}"));
    assertNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-GitHub-Delivery", "X-GitHub-Event"})
  void requiresTheHeadersThatNameADelivery(String header) {
    var odd = delivery("acme", bytes(PUSH)).setHeader(header, "no such; thing");
    var none = head(PUSH).replaceAll(header + ".*\n", "");

    assertThat(send(odd).status()).isEqualTo(400);
    assertThat(sendRaw(none + "Content-Length: 1\n\n", bytes("x"))).startsWith("HTTP/1.1 400 ");
    assertNothingHappened();
  }

  @Test
  void treatsARepetitionAsAPoke() {
    push(PUSH);
    var again = push(PUSH);
    var otherBody = push(PUSH + " ");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.status("status")).isEqualTo("duplicate");
    assertThat(again.status("reason")).isEqualTo("repeats delivery '%s'".formatted(DELIVERY));
    assertThat(otherBody.status("status")).isEqualTo("duplicate");
    assertThat(otherBody.status("reason"))
        .isEqualTo("repeats delivery '%s' with another body".formatted(DELIVERY));
    assertThat(pokes).hasSize(3);
  }

  @Test
  void acceptsEachValidSecretAndNoOther() {
    var body = bytes(PUSH);

    assertThat(statusSignedWith("last", body)).isEqualTo(202);
    assertThat(statusSignedWith("next", body)).isEqualTo(401);
    now.set(NOON.plusSeconds(60));
    assertThat(statusSignedWith("next", body)).isEqualTo(202);
    assertThat(statusSignedWith("last", body)).isEqualTo(202);
    now.set(NOON.plusSeconds(120));
    assertThat(statusSignedWith("last", body)).isEqualTo(401);
    assertThat(statusSignedWith(SECRET, body)).isEqualTo(202);
    current.set(new Secret("renewed"));
    assertThat(statusSignedWith(SECRET, body)).isEqualTo(401);
    assertThat(statusSignedWith("renewed", body)).isEqualTo(202);
  }

  private int statusSignedWith(String secret, byte[] body) {
    return send(unsigned("acme", body).header("X-Hub-Signature-256", signature(secret, body)))
        .status();
  }

  @Test
  void acceptsUnsignedDeliveriesWhereTheOperatorAllowsThem() {
    assertThat(send(unsigned("open", bytes(PUSH))).status()).isEqualTo(202);
    assertThat(pokes).containsExactly(new SourceId("open"));
  }

  @Test
  void acknowledgesNothingThatCouldNotBeRecorded() {
    store.goDown();
    var down = push(PUSH);
    store.comeBack();
    var up = push(PUSH);

    assertThat(down.status()).isEqualTo(503);
    assertThat(down.headers()).containsEntry("retry-after", List.of("10"));
    assertThat(up.status()).isEqualTo(202);
    assertThat(pokes).hasSize(1);
    assertThat(verdicts).containsExactly(HookVerdict.FAILED, HookVerdict.ACCEPTED);
    assertThat(turnedAway).containsExactly(new SourceId("acme"));
  }

  @Test
  void doesNotWaitForAStoreThatHangs() {
    start(limits ->
        new HookLimits(
            CAP, limits.maxBufferedBytes(), limits.receiveWithin(), Duration.ofMillis(200)));
    var released = new CountDownLatch(1);
    store.hangUntil(released);

    var answers =
        IntStream.range(0, 8)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> push(PUSH)))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join))
        .extracting(Answer::status)
        .containsOnly(503);
    released.countDown();
  }

  private static HookLimits limited(HookLimits limits, Duration receiveWithin) {
    return new HookLimits(CAP, limits.maxBufferedBytes(), receiveWithin, limits.storeWithin());
  }

  private static String padded(int length) {
    return PUSH + " ".repeat(length - PUSH.length());
  }

  private static byte[] chunked(String body) {
    return bytes("%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body));
  }

  private void assertNothingHappened() {
    assertThat(store.deliveries()).isEmpty();
    assertThat(pokes).isEmpty();
  }
}
