package io.trueup.listener.daemon.hooks;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.forge.HmacAlgorithm;
import io.trueup.listener.daemon.hooks.ForgeExamples.Example;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.SourceId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Senders of all forges, each with a source of its own. */
abstract class ForgeFixture extends HookFixture {

  static final byte[] KEY = HexFormat.of().parseHex("0123456789abcdef".repeat(4));
  static final String SIGNING = "whsec_" + Base64.getEncoder().encodeToString(KEY);

  /** Proves a delivery: adds headers. */
  @FunctionalInterface
  interface Prover {
    Map<String, String> prove(String secret, byte[] body);
  }

  /**
   * A sender.
   *
   * @param name of its examples and of its source
   * @param repository the id that its examples have
   */
  record Sender(
      String name, ForgeSettings settings, String repository, String secret, Prover prover) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Sender sender(Forge forge, String repository, Prover prover) {
    return new Sender(forge.key(), ForgeSettings.of(forge), repository, SECRET, prover);
  }

  /** An HMAC of the body in a header, in hex after a prefix. */
  private static Prover signing(String header, String prefix) {
    return (secret, body) ->
        Map.of(header, prefix + signature(secret, body).substring("sha256=".length()));
  }

  static final List<Sender> SENDERS =
      List.of(
          sender(Forge.GITHUB, "186853002", signing("X-Hub-Signature-256", "sha256=")),
          sender(Forge.GITLAB, "15", (secret, _) -> Map.of("X-Gitlab-Token", secret)),
          sender(Forge.GITEA, "140", signing("X-Gitea-Signature", "")),
          sender(Forge.FORGEJO, "140", signing("X-Forgejo-Signature", "")),
          sender(
              Forge.BITBUCKET_CLOUD,
              "2f7a3ab5-1b3e-4a6c-9c35-84d5b1c2d201",
              signing("X-Hub-Signature", "sha256=")),
          sender(Forge.BITBUCKET_DATA_CENTER, "84", signing("X-Hub-Signature", "sha256=")),
          sender(
              Forge.AZURE_DEVOPS,
              "5c1d3b90-3f6e-4f57-8e2b-9f10c1c2f101",
              (secret, _) -> Map.of("Authorization", "Basic " + base64("trueup:" + secret))),
          new Sender(
              "generic",
              new ForgeSettings(
                  Forge.GENERIC,
                  ForgeSettings.USER,
                  "X-Acme-Signature",
                  HmacAlgorithm.SHA512,
                  "/changes/*/ref",
                  "X-Acme-Delivery"),
              "model-7",
              SECRET,
              (secret, body) -> Map.of("X-Acme-Signature", "sha512=" + sha512(secret, body))),
          sender(
              Forge.CLOUDEVENTS,
              "acme/model",
              (secret, _) -> Map.of("Authorization", "Bearer " + secret)));

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(bytes(text));
  }

  static String sha512(String secret, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA512"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  {
    SENDERS.forEach(sender -> {
      var secrets =
          new WebhookSecrets(
              List.of(
                  new WebhookSecrets.Entry(
                      () -> Optional.of(new Secret(sender.secret())), null, null)));
      declare(sender, new HookSource.Verification.Signed(secrets));
    });
  }

  /** Makes a source of a sender, or makes it anew. */
  final void declare(Sender sender, HookSource.Verification verification) {
    var id = new SourceId(sender.name());
    store.declare(id);
    sources.put(
        sender.name(),
        new HookSource(
            id, "main", sender.repository(), verification, ForgeReaders.of(sender.settings())));
  }

  final HookSource source(String forge) {
    return Objects.requireNonNull(sources.get(forge));
  }

  static Sender sender(String name) {
    return SENDERS.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  static Stream<Example> examples() {
    return SENDERS.stream().flatMap(it -> ForgeExamples.of(it.name()).stream());
  }

  static Example first(String forge) {
    return ForgeExamples.of(forge).getFirst();
  }

  /** Sends an example with a good proof. */
  final Answer send(Example example) {
    return send(example, example.body(), head -> head);
  }

  /** Sends an example with another body and a good proof of that, and other headers. */
  final Answer send(Example example, String body, UnaryOperator<Map<String, String>> change) {
    var sender = sender(example.forge());
    var head = new LinkedHashMap<String, String>();
    head.put("Content-Type", "application/json");
    head.putAll(example.head());
    head.putAll(sender.prover().prove(sender.secret(), bytes(body)));
    return send(request(example.forge(), change.apply(head), bytes(body)));
  }

  final HttpRequest.Builder request(String source, Map<String, String> head, byte[] body) {
    var uri = URI.create("http://127.0.0.1:%d/hooks/%s".formatted(port(), source));
    var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    head.forEach(request::header);
    return request;
  }

  /** Leaves a header out. */
  static UnaryOperator<Map<String, String>> without(String name) {
    return head -> {
      head.remove(name);
      return head;
    };
  }

  /** Sets a header. */
  static UnaryOperator<Map<String, String>> with(String name, String value) {
    return head -> {
      head.put(name, value);
      return head;
    };
  }
}
