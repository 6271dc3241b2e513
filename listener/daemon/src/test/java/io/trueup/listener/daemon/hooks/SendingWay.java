package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.listener.daemon.hooks.ForgeExamples.Example;
import io.trueup.listener.daemon.hooks.ForgeFixture.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One of the ways in which a forge sends: how it wraps a payload, and how it proves a delivery.
 *
 * @param name of the way and of its source
 * @param sender whose settings and repository it has
 * @param type of the body
 * @param more headers that this way has besides those of the example
 * @param secretOf makes a secret of a word
 * @param signs what the proof covers
 */
record SendingWay(
    String name,
    Sender sender,
    ForgeSettings settings,
    String type,
    Map<String, String> more,
    UnaryOperator<String> secretOf,
    Signs signs,
    Prover prover) {

  private static final String JSON = "application/json";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String ID = "9d1f6c1a-7f0d-4d4b-9d76-0d2be0a1c003";
  private static final String TIME = "1772449200";

  /** What a proof covers. */
  enum Signs {
    /** The bytes that are sent. */
    BODY,
    /** The payload in a form. */
    PAYLOAD,
    /** Nothing: who knows the secret sends what it likes. */
    NOTHING
  }

  /** Proves a delivery: adds headers. */
  @FunctionalInterface
  interface Prover {
    Map<String, String> prove(String secret, byte[] signed);
  }

  static final List<SendingWay> ALL = all();

  private static List<SendingWay> all() {
    var ways = new ArrayList<SendingWay>();
    for (var forge : List.of("github", "gitea", "forgejo")) {
      ways.add(json(forge, Signs.BODY));
      ways.add(form(forge, forge.equals("github") ? Signs.BODY : Signs.PAYLOAD));
    }
    ways.add(
        json("github", Signs.BODY)
            .named(
                "github-enterprise",
                Map.of(
                    "X-GitHub-Enterprise-Host", "github.acme.example",
                    "X-GitHub-Enterprise-Version", "3.17.0")));
    ways.add(json("gitlab", Signs.NOTHING));
    ways.add(gitLabSigned());
    ways.add(json("bitbucket-cloud", Signs.BODY));
    ways.add(json("bitbucket-data-center", Signs.BODY));
    ways.add(json("azure-devops", Signs.NOTHING));
    ways.add(json("generic", Signs.BODY));
    var structured = json("cloudevents", Signs.NOTHING);
    var binary = structured.named("cloudevents-binary", Map.of());
    structured = structured.named("cloudevents-structured", Map.of()).carrying(STRUCTURED);
    ways.add(structured);
    ways.add(structured.signing("cloudevents-structured-signed"));
    ways.add(binary);
    ways.add(binary.signing("cloudevents-binary-signed"));
    return List.copyOf(ways);
  }

  private static SendingWay json(String forge, Signs signs) {
    var sender = ForgeFixture.sender(forge);
    return new SendingWay(
        forge,
        sender,
        sender.settings(),
        JSON,
        Map.of(),
        word -> word,
        signs,
        (secret, signed) -> sender.prover().prove(secret, signed));
  }

  private static SendingWay form(String forge, Signs signs) {
    var json = json(forge, signs);
    return json.named(forge + "-form", Map.of()).carrying(UrlEncodedForm.TYPE);
  }

  /** As Standard Webhooks describe it; {@code Idempotency-Key} repeats the id. */
  private static SendingWay gitLabSigned() {
    var json = json("gitlab", Signs.BODY);
    return new SendingWay(
        "gitlab-signed",
        json.sender,
        json.settings,
        JSON,
        Map.of("Idempotency-Key", ID, "webhook-id", ID, "webhook-timestamp", TIME),
        word -> "whsec_" + Base64.getEncoder().encodeToString(sha256(word)),
        Signs.BODY,
        (secret, signed) -> {
          var text = new ByteArrayOutputStream();
          text.writeBytes(HookFixture.bytes("%s.%s.".formatted(ID, TIME)));
          text.writeBytes(signed);
          var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
          var mac = hmac("HmacSHA256", key, text.toByteArray());
          return Map.of("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac));
        });
  }

  private SendingWay named(String other, Map<String, String> headers) {
    return new SendingWay(other, sender, settings, type, headers, secretOf, signs, prover);
  }

  private SendingWay carrying(String otherType) {
    return new SendingWay(name, sender, settings, otherType, more, secretOf, signs, prover);
  }

  private SendingWay signing(String other) {
    var signed =
        new ForgeSettings(
            Forge.CLOUDEVENTS, ForgeSettings.USER, "X-Signature", HmacAlgorithm.SHA256, null, null);
    return new SendingWay(
        other,
        sender,
        signed,
        type,
        more,
        secretOf,
        Signs.BODY,
        (secret, body) -> Map.of("X-Signature", HookFixture.signature(secret, body)));
  }

  static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String word) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(HookFixture.bytes(word));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isForm() {
    return type.equals(UrlEncodedForm.TYPE);
  }

  boolean isCloudEvent() {
    return settings.forge() == Forge.CLOUDEVENTS;
  }

  boolean isStructured() {
    return type.equals(STRUCTURED);
  }

  boolean isTurnedOffByErrors() {
    return ForgeReaders.of(settings).isTurnedOffByErrors();
  }

  String secret() {
    return secretOf.apply(HookFixture.SECRET);
  }

  /** The examples that come in this way, the usual one first. */
  List<Example> examples() {
    var all = new ArrayList<>(ForgeExamples.of(sender.name()));
    if (isCloudEvent()) {
      all.removeIf(it -> it.head().containsKey("ce-type") == isStructured());
    }
    return all;
  }

  /** The payload of the usual example. */
  String payload() {
    return examples().getFirst().body();
  }

  /** The headers of an example without its proof. */
  Map<String, String> head(Example one) {
    var head = new LinkedHashMap<String, String>();
    head.put("Content-Type", type);
    one.head().forEach((field, value) -> head.putIfAbsent(field, value));
    head.putAll(more);
    return head;
  }

  /** The body that carries a payload. */
  byte[] body(byte[] payload) {
    if (!isForm()) {
      return payload;
    }
    var form = new StringBuilder("payload=");
    for (var one : payload) {
      var character = (char) (one & 0xff);
      if (character == ' ') {
        form.append('+');
      } else if (character < 128 && Character.isLetterOrDigit(character)) {
        form.append(character);
      } else {
        form.append("%%%02X".formatted((int) character));
      }
    }
    return form.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The proof of a payload. */
  Map<String, String> proof(String secret, byte[] payload) {
    return prover.prove(secret, signs == Signs.BODY ? body(payload) : payload);
  }

  @Override
  public String toString() {
    return name;
  }
}
