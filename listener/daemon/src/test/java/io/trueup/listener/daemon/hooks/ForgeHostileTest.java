package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.hooks.SendingWay.Signs;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Every hostile delivery, by number, in every way that a forge sends, to a real port: a table of
 * single deliveries, and tests of several. Each also proves that no answer and no line of the log
 * holds a secret or a stack trace, and that nothing is acknowledged that was not recorded.
 */
class ForgeHostileTest extends HookFixture {

  private static final int LONGEST = 64 << 10;
  private static final String UNSTORED = "unstored-";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BOMB = bomb();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.trueup");

  {
    SendingWay.ALL.forEach(way -> {
      declare(way, way.secret());
      // Its configuration is newer than the store's.
      sources.put(UNSTORED + way.name(), source(UNSTORED + way.name(), way, way.secret()));
    });
    start(limits -> limits(LONGEST, limits));
  }

  private static HookLimits limits(int longest, HookLimits limits) {
    return new HookLimits(
        longest, limits.maxBufferedBytes(), limits.receiveWithin(), limits.storeWithin());
  }

  private void declare(SendingWay way, String... secrets) {
    store.declare(id(way));
    sources.put(way.name(), source(way.name(), way, secrets));
  }

  private static HookSource source(String name, SendingWay way, String... secrets) {
    var entries =
        Arrays.stream(secrets)
            .map(it -> new WebhookSecrets.Entry(() -> Optional.of(new Secret(it)), null, null))
            .toList();
    return new HookSource(
        new SourceId(name),
        "main",
        way.sender().repository(),
        new HookSource.Verification.Signed(new WebhookSecrets(entries)),
        ForgeReaders.of(way.settings()));
  }

  @BeforeEach
  void listenToTheLog() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leaksNothingIntoTheLog() {
    logger.detachAppender(log);
    assertThat(log.list)
        .allSatisfy(line -> {
          assertThat(line.getThrowableProxy())
              .as(() -> ThrowableProxyUtil.asString(line.getThrowableProxy()))
              .isNull();
          assertHoldsNoSecret(line.getFormattedMessage());
        });
  }

  private static void assertHoldsNoSecret(String text) {
    assertThat(text).doesNotContain(SECRET, ForgeFixture.base64("trueup:" + SECRET));
    SendingWay.ALL.forEach(way -> assertThat(text).doesNotContain(way.secret()));
  }

  /** A request in the making: headers without the proof, the proof, and the body. */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes, which are sent
  private record Shot(
      SendingWay way,
      String source,
      String method,
      Map<String, String> head,
      Map<String, String> proof,
      byte[] body) {

    /** The usual delivery. */
    static Shot of(SendingWay way) {
      return of(way, bytes(way.payload()));
    }

    /** A delivery with another payload, which is proved. */
    static Shot of(SendingWay way, byte[] payload) {
      return new Shot(
          way,
          way.name(),
          "POST",
          way.head(way.examples().getFirst()),
          way.proof(way.secret(), payload),
          way.body(payload));
    }

    Shot toward(String other) {
      return new Shot(way, other, method, head, proof, body);
    }

    /** Without a body, as such requests come. */
    Shot by(String other) {
      return new Shot(way, source, other, head, proof, new byte[0]);
    }

    Shot proved(Map<String, String> other) {
      return new Shot(way, source, method, head, other, body);
    }

    /** With each value of the proof changed. */
    Shot proved(UnaryOperator<String> change) {
      var changed = new LinkedHashMap<>(proof);
      changed.replaceAll((_, value) -> change.apply(value));
      return proved(changed);
    }

    /** With a body that is not the one that the proof was made for. */
    Shot carrying(byte[] other) {
      return new Shot(way, source, method, head, proof, other);
    }

    Shot with(String header, String value) {
      var changed = new LinkedHashMap<>(head);
      changed.put(header, value);
      return new Shot(way, source, method, changed, proof, body);
    }
  }

  private HttpRequest.Builder request(Shot shot, int port) {
    var uri = URI.create("http://127.0.0.1:%d/hooks/%s".formatted(port, shot.source()));
    var body =
        shot.method().equals("POST")
            ? BodyPublishers.ofByteArray(shot.body())
            : BodyPublishers.noBody();
    var request = HttpRequest.newBuilder(uri).method(shot.method(), body);
    shot.head().forEach(request::header);
    shot.proof().forEach(request::header);
    return request;
  }

  private Answer send(Shot shot) {
    return checked(send(request(shot, port())));
  }

  private static Answer checked(Answer answer) {
    assertHoldsNoSecret(answer.body() + answer.headers());
    assertThat(answer.body()).doesNotContain("io.trueup", "Exception", "\\tat ", "\tat ");
    return answer;
  }

  /** What a delivery leads to. */
  private enum Outcome {
    REFRESH(202),
    IGNORED(200),
    /** Answered as the forge bears it. */
    UNREADABLE(400),
    UNPROVED(401),
    NO_HOOK(404),
    NOT_POST(405),
    TOO_LONG(413),
    WRONG_TYPE(415);

    private final int status;

    Outcome(int status) {
      this.status = status;
    }

    Outcome in(SendingWay way) {
      return this == UNREADABLE && way.isTurnedOffByErrors() ? IGNORED : this;
    }

    boolean isRecorded() {
      return this == REFRESH || this == IGNORED;
    }
  }

  /**
   * A hostile delivery.
   *
   * @param name its number and what is wrong with it
   * @param outcome by the way
   * @param of the ways in which it makes sense
   */
  private record Case(
      String name,
      Function<SendingWay, Outcome> outcome,
      Function<SendingWay, Shot> shot,
      Predicate<SendingWay> of) {

    Case onlyOf(Predicate<SendingWay> others) {
      return new Case(name, outcome, shot, others);
    }
  }

  private static Case row(String name, Outcome outcome, Function<SendingWay, Shot> shot) {
    return row(name, _ -> outcome, shot);
  }

  private static Case row(
      String name, Function<SendingWay, Outcome> outcome, Function<SendingWay, Shot> shot) {
    return new Case(name, outcome, shot, _ -> true);
  }

  private static Case payload(String name, Outcome outcome, UnaryOperator<String> change) {
    return row(name, outcome, way -> Shot.of(way, bytes(change.apply(way.payload()))));
  }

  private static Case proof(String name, UnaryOperator<String> change) {
    return row(name, Outcome.UNPROVED, way -> Shot.of(way).proved(change));
  }

  private static List<Case> cases() {
    var cases = new ArrayList<Case>();
    cases.add(row("0 nothing is wrong", Outcome.REFRESH, Shot::of));
    cases.addAll(unproved());
    cases.addAll(reencoded());
    cases.addAll(refusedByHttp());
    cases.addAll(hostileJson());
    cases.addAll(tellingTales());
    return cases;
  }

  /** 1 and 2. */
  private static List<Case> unproved() {
    return List.of(
        row("1 no proof", Outcome.UNPROVED, way -> Shot.of(way).proved(Map.of())),
        proof("1 an empty proof", _ -> ""),
        proof("1 a prefix alone", it -> it.replaceFirst("^(\\w+[=, ])?.*", "$1")),
        proof("1 six bytes", it -> it.substring(0, Math.min(it.length() - 1, 19))),
        proof("1 shorter than a prefix", _ -> "sha25"),
        // A token may be of any characters, so there the word is only a wrong one.
        proof("1 neither hex nor Base64", it -> it.replaceFirst("([=, ]|^)[^=, ]*$", "$1g~!")),
        proof("1 an unknown prefix", it -> "x" + it),
        proof("1 more after it", it -> it + "00"),
        proof("1 zeros", it -> it.replaceAll("[0-9a-zA-Z](?=[0-9a-zA-Z+/]*=*$)", "0")),
        proof("1 not ASCII", it -> "é" + it.substring(1)),
        // The schemes of HTTP have no case, and a token or a bare digest has no prefix.
        proof("1 a prefix in the wrong case", it -> it.replaceFirst("^(sha\\d+|v1)", "SHA$1"))
            .onlyOf(way -> Shot.of(way).proof().values().toString().matches(".(sha|v1).*")),
        row(
            "1 another secret",
            Outcome.UNPROVED,
            way ->
                Shot.of(way)
                    .proved(way.proof(way.secretOf().apply("guess"), bytes(way.payload())))),
        row("2 SHA-1 alone", Outcome.UNPROVED, way -> Shot.of(way).proved(sha1(way))));
  }

  /** Right but for the algorithm, in the header that GitHub once had and in the way's own. */
  private static Map<String, String> sha1(SendingWay way) {
    var body = Shot.of(way).body();
    var mac = SendingWay.hmac("HmacSHA1", bytes(SECRET), body);
    var proof = new LinkedHashMap<String, String>();
    proof.put("X-Hub-Signature", "sha1=" + HexFormat.of().formatHex(mac));
    way.proof(way.secret(), body).keySet().stream()
        .filter(it -> !it.equalsIgnoreCase("X-Hub-Signature"))
        .forEach(it ->
            proof.put(
                it,
                it.equals("webhook-signature")
                    ? "v1," + Base64.getEncoder().encodeToString(mac)
                    : "sha1=" + HexFormat.of().formatHex(mac)));
    return proof;
  }

  /** 3: a proof of the body is one of its bytes; a token or a password says nothing about it. */
  private static List<Case> reencoded() {
    Map<String, Function<String, byte[]>> changes =
        Map.of(
            "blanks", it -> bytes(it.replace(",", " ,")),
            "line ends", it -> bytes(it.replace("\n", "\r\n").replace("\": ", "\":\r\n")),
            "a byte order mark", it -> bytes("\ufeff" + it),
            "bytes that are not UTF-8", ForgeHostileTest::notUtf8);
    var cases = new ArrayList<Case>();
    changes.forEach((name, change) -> {
      cases.add(
          row(
              "3 %s, proved".formatted(name),
              Outcome.REFRESH,
              way -> Shot.of(way, change.apply(way.payload()))));
      cases.add(
          row(
              "3 %s, put in on the way".formatted(name),
              way -> way.signs() == Signs.NOTHING ? Outcome.REFRESH : Outcome.UNPROVED,
              way -> Shot.of(way).carrying(way.body(change.apply(way.payload())))));
    });
    // The form is not what Gitea and Forgejo sign, so another form of the same payload is genuine.
    cases.add(
        row(
                "3 the same form in other letters",
                way -> way.signs() == Signs.PAYLOAD ? Outcome.REFRESH : Outcome.UNPROVED,
                way ->
                    Shot.of(way)
                        .carrying(
                            bytes(
                                new String(Shot.of(way).body(), StandardCharsets.US_ASCII)
                                    .replace("+", "%20"))))
            .onlyOf(SendingWay::isForm));
    return cases;
  }

  private static byte[] notUtf8(String payload) {
    var body = bytes("{\"zz\": \"%\"," + payload.strip().substring(1));
    body["{\"zz\": \"".length()] = (byte) 0xff;
    return body;
  }

  /** 4, 6, 9, 10 and 11. */
  private static List<Case> refusedByHttp() {
    var cases =
        new ArrayList<>(
            List.of(
                row("4 the longest body", Outcome.REFRESH, way -> padded(way, LONGEST)),
                row("4 one byte more", Outcome.TOO_LONG, way -> padded(way, LONGEST + 1)),
                row(
                    "9 a text",
                    Outcome.WRONG_TYPE,
                    way -> Shot.of(way).with("Content-Type", "text/plain")),
                // GitHub, Gitea and Forgejo send forms: these have ways of their own.
                row(
                        "9 a form",
                        Outcome.WRONG_TYPE,
                        way -> Shot.of(way).with("Content-Type", UrlEncodedForm.TYPE))
                    .onlyOf(way ->
                        !List.of("github", "gitea", "forgejo").contains(way.sender().name()))));
    for (var coding : List.of("gzip", "deflate", "br", "x")) {
      cases.add(
          row(
              "6 a bomb of type " + coding,
              Outcome.WRONG_TYPE,
              way -> Shot.of(way, BOMB).carrying(BOMB).with("Content-Encoding", coding)));
    }
    for (var method : List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")) {
      cases.add(row("10 " + method, Outcome.NOT_POST, way -> Shot.of(way).by(method)));
    }
    for (var name : List.of("nobody", "%s/", "%s/x", "%S", "a%%2fb", UNSTORED + "%s")) {
      cases.add(
          row(
              "11 the source " + name,
              Outcome.NO_HOOK,
              way -> Shot.of(way).toward(name.formatted(way.name()))));
    }
    return cases;
  }

  /** A space is one byte in a form too. */
  private static Shot padded(SendingWay way, int length) {
    var missing = length - Shot.of(way).body().length;
    return Shot.of(way, bytes(way.payload() + " ".repeat(missing)));
  }

  /** Ten megabytes of blanks. */
  private static byte[] bomb() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(" ".repeat(10 << 20).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** 7. */
  private static List<Case> hostileJson() {
    var texts = new LinkedHashMap<String, String>();
    texts.put("nothing", "");
    texts.put("an array", "[]");
    texts.put("a text", "\"refs/heads/main\"");
    texts.put("deep", "[".repeat(4_000));
    texts.put("deep objects", "{\"a\":".repeat(1_000));
    texts.put("deep and whole", "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}");
    texts.put("a long number", "{\"a\":" + "9".repeat(5_000) + "}");
    texts.put("a long name", "{\"" + "n".repeat(5_000) + "\":1}");
    texts.put("no number", "{\"a\":NaN}");
    texts.put("two values", "{} {}");
    texts.put("a bare zero", "{\"a\":\"\u0000\"}");
    var cases = new ArrayList<Case>();
    texts.forEach((name, text) -> cases.add(payload("7 " + name, Outcome.UNREADABLE, _ -> text)));
    cases.add(payload("7 cut short", Outcome.UNREADABLE, it -> it.substring(0, it.length() - 1)));
    cases.add(payload("7 twice", Outcome.UNREADABLE, it -> it + it));
    cases.add(
        payload(
            "7 a huge exponent",
            Outcome.REFRESH,
            it -> "{\"zz\": [1e999999, -1e999999]," + it.strip().substring(1)));
    // CDEvents' merge names no branch.
    cases.add(
        payload("7 a zero in the branch", Outcome.IGNORED, it -> it.replace("main", "ma\\u0000in"))
            .onlyOf(way -> !way.isCloudEvent()));
    return cases;
  }

  /** 15 to 18: what a payload says of branches, repositories, commits and addresses. */
  private static List<Case> tellingTales() {
    var cases = new ArrayList<Case>();
    // CDEvents' merge names no branch, so that any requests a refresh.
    for (var branch : List.of("mai", "Main", "main/x", "release/main", "refs/heads/main")) {
      cases.add(
          payload(
                  "15 the branch " + branch,
                  Outcome.IGNORED,
                  it -> it.replaceAll("main(?=\")", branch))
              .onlyOf(way -> !way.isCloudEvent()));
    }
    cases.add(
        row(
            "16 another repository",
            Outcome.IGNORED,
            way ->
                Shot.of(
                    way,
                    bytes(
                        way.payload()
                            .replace(
                                way.sender().repository(), "9" + way.sender().repository())))));
    cases.add(
        payload(
            "17 commits of a fork",
            Outcome.REFRESH,
            it -> it.replaceAll("\\b[0-9a-f]{40}\\b", "f".repeat(40))));
    for (var address :
        List.of(
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "ssh://-oProxyCommand=sh",
            "ext::sh -c id")) {
      cases.add(
          payload(
              "18 the address " + address,
              Outcome.REFRESH,
              it -> it.replaceAll("(?:https?|git|ssh)://[^\")]*", address)));
    }
    return cases;
  }

  static Stream<Arguments> cells() {
    return cases().stream()
        .flatMap(it ->
            SendingWay.ALL.stream()
                .filter(it.of())
                .map(way -> Arguments.of(way, named(it.name(), it))));
  }

  @ParameterizedTest(name = "{1}, {0}")
  @MethodSource("cells")
  void leadsToNoMoreThanItProves(SendingWay way, Object it) {
    var hostile = (Case) it;
    var shot = hostile.shot().apply(way);
    var outcome = hostile.outcome().apply(way).in(way);

    var answer = send(shot);

    assertThat(answer.status()).as(answer.body()).isEqualTo(outcome.status);
    assertThat(store.deliveries()).hasSize(outcome.isRecorded() ? 1 : 0);
    assertThat(pokes)
        .containsExactlyElementsOf(outcome == Outcome.REFRESH ? List.of(id(way)) : List.of());
    if (outcome.isRecorded()) {
      assertIsRecorded(shot, store.deliveries().getFirst(), outcome);
    }
    assertThat(store.entries())
        .extracting(AuditEntry::subject, AuditEntry::reason)
        .hasSize(outcome == Outcome.UNPROVED ? 1 : 0);
    if (!outcome.isRecorded() && outcome != Outcome.NO_HOOK) {
      assertThat(store.nextRefused().reason()).startsWith(outcome.status + ": ");
    }
    if (outcome == Outcome.NO_HOOK) {
      assertThat(answer.body())
          .isEqualTo("{\"status\":\"refused\",\"reason\":\"There is no such hook\"}");
    }
    if (outcome == Outcome.NOT_POST) {
      assertThat(answer.headers()).containsEntry("allow", List.of("POST"));
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  private static void assertIsRecorded(Shot shot, NewDelivery recorded, Outcome outcome) {
    assertThat(recorded.source().value()).isEqualTo(shot.source());
    assertThat(recorded.body()).isEqualTo(shot.body());
    assertThat(recorded.ignoredBecause() == null).isEqualTo(outcome == Outcome.REFRESH);
    assertThat(recorded.headers()).doesNotContainKeys(shot.proof().keySet().toArray(String[]::new));
    assertHoldsNoSecret(recorded.headers().toString());
  }

  private static SourceId id(SendingWay way) {
    return new SourceId(way.name());
  }

  static List<SendingWay> ways() {
    return SendingWay.ALL;
  }

  private static String raw(Shot shot, String more) {
    var head = new StringBuilder("POST /hooks/%s HTTP/1.1\nHost: a\n".formatted(shot.source()));
    head.append("Connection: close\n");
    shot.head().forEach((name, value) -> head.append("%s: %s\n".formatted(name, value)));
    shot.proof().forEach((name, value) -> head.append("%s: %s\n".formatted(name, value)));
    return head + more + "\n\n";
  }

  /** 1: a proof that comes twice is none, since two readers could take different ones. */
  @ParameterizedTest
  @MethodSource("ways")
  void takesNoProofThatComesTwice(SendingWay way) {
    var shot = Shot.of(way);
    var twice = request(shot, port());
    shot.proof().forEach(twice::header);

    assertThat(checked(send(twice)).status()).isEqualTo(401);
    assertThat(store.deliveries()).isEmpty();
  }

  /** 1: what is not proved is audited at most once a minute. */
  @ParameterizedTest
  @MethodSource("ways")
  void auditsGuessesOnceAMinute(SendingWay way) {
    for (var i = 0; i < 4; i++) {
      send(Shot.of(way).proved(Map.of()));
    }
    now.set(NOON.plusSeconds(61));
    send(Shot.of(way).proved(Map.of()));

    assertThat(store.entries())
        .extracting(AuditEntry::reason)
        .hasSize(2)
        .allMatch(it -> it.startsWith("A delivery had no valid "))
        .element(1)
        .asString()
        .endsWith("; 3 more since the last entry");
  }

  /** 4 and 5: a body whose length is not as announced, or which does not end. */
  @ParameterizedTest
  @MethodSource("ways")
  void cutsOffABodyThatIsNotAsLongAsItSays(SendingWay way) {
    start(limits ->
        new HookLimits(
            LONGEST, limits.maxBufferedBytes(), Duration.ofMillis(200), limits.storeWithin()));
    var good = Shot.of(way);
    var tooLong = padded(way, LONGEST + 1);
    var chunks = new ByteArrayOutputStream();
    chunks.writeBytes(bytes("%x\r\n".formatted(tooLong.body().length)));
    chunks.writeBytes(tooLong.body());
    chunks.writeBytes(bytes("\r\n0\r\n\r\n"));
    var length = good.body().length;

    // A form cut short, or JSON: a token proves it, and then nothing can be read of it.
    var cutShort = statusOf(good, "Content-Length: " + length / 2, good.body());
    assertThat(cutShort)
        .isEqualTo(way.signs() == Signs.NOTHING ? Outcome.UNREADABLE.in(way).status : 401);
    var recorded = cutShort == 200 ? 1 : 0;
    assertThat(statusOf(good, "Content-Length: " + 2 * length, good.body())).isEqualTo(408);
    assertThat(statusOf(good, "Content-Length: -1", good.body())).isEqualTo(400);
    assertThat(statusOf(tooLong, "Content-Length: " + (LONGEST + 1), new byte[0])).isEqualTo(413);
    assertThat(statusOf(tooLong, "Transfer-Encoding: chunked", chunks.toByteArray()))
        .isEqualTo(413);
    assertThat(statusOf(good, "Transfer-Encoding: chunked", bytes("1\r\n{\r\n"))).isEqualTo(408);
    assertThat(store.deliveries()).hasSize(recorded);
    assertThat(pokes).isEmpty();
  }

  private int statusOf(Shot shot, String length, byte[] body) {
    var answer = sendRaw(raw(shot, length), body);
    assertHoldsNoSecret(answer);
    assertThat(answer).containsIgnoringCase("connection: close");
    return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
  }

  /** 7: what is only large is bounded by the reader, not by the memory. */
  @ParameterizedTest
  @MethodSource("ways")
  void requestsNothingForLargeJson(SendingWay way) {
    start(
        limits -> new HookLimits(16 << 20, 64 << 20, limits.receiveWithin(), limits.storeWithin()));
    var elements = "{\"a\":[" + "1,".repeat(1_100_000) + "1]}";
    var names = "{" + "\"a\":1,".repeat(600_000) + "\"a\":1}";
    var text = "{\"a\":\"" + "x".repeat(5_000_000) + "\"}";

    assertThat(Stream.of(elements, names).map(it -> send(Shot.of(way, bytes(it)))))
        .extracting(Answer::status)
        .containsOnly(Outcome.UNREADABLE.in(way).status);
    // A long text that no forge's reader wants is skipped, and the delivery says nothing.
    assertThat(send(Shot.of(way, bytes(text))).status()).isIn(200, 400);
    assertThat(pokes).isEmpty();
  }

  /** 7 and 8: each field is left out, and has each other type. */
  @ParameterizedTest
  @MethodSource("ways")
  void bearsThatAnyFieldIsMissingOrOfAnotherType(SendingWay way) throws IOException {
    var refreshes = 0;
    var recorded = 0;
    for (var path : paths(JSON.readTree(way.payload()), "")) {
      for (var value :
          List.of("", "null", "[]", "{}", "\"\"", "-7", "true", "[[null]]", "{\"a\":{}}")) {
        var answer = send(Shot.of(way, bytes(changed(way.payload(), path, value))));
        // Without these there is no CloudEvent; all others are only less that is known.
        var isNeeded = way.isStructured() && path.matches("/(specversion|id|type|source)");
        assertThat(answer.status())
            .as("%s: %s: %s", path, value, answer.body())
            .isIn(isNeeded ? List.of(400, 200, 202) : List.of(200, 202));
        refreshes += answer.status() == 202 ? 1 : 0;
        recorded += answer.status() < 300 ? 1 : 0;
      }
    }

    assertThat(pokes).hasSize(refreshes);
    assertThat(store.deliveries()).hasSize(recorded);
  }

  private static List<String> paths(JsonNode node, String path) {
    var paths = new ArrayList<String>();
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(it -> {
                paths.add(path + "/" + it.getKey());
                paths.addAll(paths(it.getValue(), path + "/" + it.getKey()));
              });
      case ArrayNode array -> {
        for (var i = 0; i < array.size(); i++) {
          paths.add(path + "/" + i);
          paths.addAll(paths(array.get(i), path + "/" + i));
        }
      }
      default -> {}
    }
    return paths;
  }

  /** A payload with another value; without any when the value is empty. */
  private static String changed(String payload, String path, String value) throws IOException {
    var tree = JSON.readTree(payload);
    var slash = path.lastIndexOf('/');
    var name = path.substring(slash + 1);
    var other = value.isEmpty() ? null : JSON.readTree(value);
    switch (tree.at(path.substring(0, slash))) {
      case ObjectNode object -> {
        if (other == null) {
          object.remove(name);
        } else {
          object.set(name, other);
        }
      }
      case ArrayNode array -> {
        if (other == null) {
          array.remove(Integer.parseInt(name));
        } else {
          array.set(Integer.parseInt(name), other);
        }
      }
      default -> throw new IllegalStateException(path);
    }
    return tree.toString();
  }

  /** 12: two daemons get the same delivery at the same time. */
  @ParameterizedTest
  @MethodSource("ways")
  void takesADeliveryOnceThatTwoDaemonsGet(SendingWay way) {
    var other =
        startAnother(
            new HookLimits(LONGEST, 64 << 20, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    var released = new CountDownLatch(1);
    store.hangUntil(released);

    var answers =
        Stream.of(port(), other, port(), other)
            .map(port ->
                CompletableFuture.supplyAsync(() -> checked(send(request(Shot.of(way), port)))))
            .toList();
    released.countDown();

    assertThat(answers.stream().map(CompletableFuture::join))
        .extracting(it -> it.status() + " " + it.status("status"))
        .containsExactlyInAnyOrder(
            "202 accepted", "202 duplicate", "202 duplicate", "202 duplicate");
    assertThat(verdicts(way))
        .containsExactlyInAnyOrderEntriesOf(Map.of(Verdict.ACCEPTED, 1L, Verdict.DUPLICATE, 3L));
  }

  private Map<Verdict, Long> verdicts(SendingWay way) {
    return store.newest(id(way), 100).stream()
        .collect(Collectors.groupingBy(it -> it.verdict(), Collectors.counting()));
  }

  /** 13 and 14: the same id with another body, three days later. */
  @ParameterizedTest
  @MethodSource("ways")
  void keepsTheFirstBodyOfAnId(SendingWay way) {
    send(Shot.of(way));
    now.set(NOON.plus(Duration.ofDays(3)));

    var replay = send(Shot.of(way));
    var answer = send(Shot.of(way, bytes(way.payload() + " ")));

    assertThat(replay.status() + replay.status("reason")).startsWith("202repeats delivery '");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.status("reason")).endsWith(" with another body");
    assertThat(pokes).containsExactly(id(way), id(way), id(way));
    assertThat(verdicts(way))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(Verdict.ACCEPTED, 1L, Verdict.DUPLICATE, 1L, Verdict.REPLAY_MISMATCH, 1L));
    assertThat(store.deliveries().getFirst().body()).isEqualTo(Shot.of(way).body());
  }

  /** 15 and 18: events of all kinds, also with hostile addresses in them. */
  @ParameterizedTest
  @MethodSource("ways")
  void readsEachExampleAndFollowsNoAddress(SendingWay way) {
    for (var example : way.examples()) {
      var payload =
          bytes(example.body().replaceAll("(?:https?|git|ssh)://[^\")]*", "file:///etc/passwd"));
      var shot =
          new Shot(
              way,
              way.name(),
              "POST",
              way.head(example),
              way.proof(way.secret(), payload),
              way.body(payload));

      var answer = send(shot);

      var isIgnored = example.verdict().equals("ignored");
      assertThat(answer.status())
          .as("%s: %s", example, answer.body())
          .isEqualTo(isIgnored ? 200 : 202);
      var recorded = store.deliveries().getLast();
      assertThat(recorded.ignoredBecause() == null).isEqualTo(!isIgnored);
      assertThat(String.valueOf(recorded.attribution())).doesNotContain("file:");
    }
    assertThat(store.deliveries()).hasSameSizeAs(way.examples());
  }

  /** 19. */
  @ParameterizedTest
  @MethodSource("ways")
  void acceptsEachOfTwoSecretsWhileOneReplacesTheOther(SendingWay way) {
    var last = way.secretOf().apply("last");
    var next = way.secretOf().apply("next");
    declare(way, last, next);
    var whileBoth = Stream.of(last, next, way.secret()).map(it -> statusWith(way, it)).toList();
    declare(way, next);
    var afterwards = Stream.of(last, next).map(it -> statusWith(way, it)).toList();

    assertThat(whileBoth).containsExactly(202, 202, 401);
    assertThat(afterwards).containsExactly(401, 202);
  }

  private int statusWith(SendingWay way, String secret) {
    return send(Shot.of(way).proved(way.proof(secret, bytes(way.payload())))).status();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void refusesEverythingWhileThereIsNoSecret(SendingWay way) {
    declare(way);

    assertThat(Stream.of(way.secret(), way.secretOf().apply("no secret is live")))
        .allSatisfy(it -> assertThat(statusWith(way, it)).isEqualTo(401));
    assertThat(store.deliveries()).isEmpty();
  }

  /** 21: nothing is acknowledged that the database did not take, however it fails. */
  @ParameterizedTest
  @MethodSource("ways")
  void acknowledgesNothingThatIsNotRecorded(SendingWay way) {
    start(limits ->
        new HookLimits(
            LONGEST, limits.maxBufferedBytes(), limits.receiveWithin(), Duration.ofMillis(200)));
    store.goDown();
    var down = send(Shot.of(way));
    assertThat(send(Shot.of(way).proved(Map.of())).status()).isEqualTo(401);
    store.comeBack();
    var released = new CountDownLatch(1);
    store.hangUntil(released);
    var hanging = send(Shot.of(way));

    assertThat(List.of(down, hanging))
        .allSatisfy(it -> {
          assertThat(it.status()).isEqualTo(503);
          assertThat(it.headers()).containsEntry("retry-after", List.of("10"));
          assertThat(it.body())
              .isEqualTo(
                  "{\"status\":\"refused\",\"reason\":\"The delivery could not be recorded\"}");
        });
    assertThat(store.deliveries()).isEmpty();
    released.countDown();
  }
}
