package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that moves nothing, made and proved as a forge makes and proves its own.
 *
 * @param headers some of which hold a secret
 */
public record OwnPing(Map<String, String> headers, String body) {

  public OwnPing {
    headers = Map.copyOf(headers);
  }

  /**
   * Makes a ping.
   *
   * @param secret that proves it; null for none
   * @param id of letters, digits and hyphens
   * @param now of the signature, where it has a time
   */
  public static OwnPing of(
      ForgeSettings settings, @Nullable Secret secret, String id, Instant now) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    var body = bodyAndHead(settings, id, headers);
    if (secret != null) {
      prove(settings, secret, new Message(id, now, body), headers);
    }
    return new OwnPing(headers, body);
  }

  private record Message(String id, Instant at, String body) {}

  private static String bodyAndHead(ForgeSettings settings, String id, Map<String, String> head) {
    return switch (settings.forge()) {
      case GITHUB -> named(head, "X-GitHub-Event", "ping", "X-GitHub-Delivery", id);
      case GITEA, FORGEJO -> named(head, "X-Gitea-Event", "ping", "X-Gitea-Delivery", id);
      case BITBUCKET_CLOUD -> named(head, "X-Event-Key", "trueup:check", "X-Request-UUID", id);
      case BITBUCKET_DATA_CENTER ->
          named(head, "X-Event-Key", "diagnostics:ping", "X-Request-Id", id);
      case GITLAB -> {
        head.put("X-Gitlab-Event", "Trueup Check");
        head.put("Idempotency-Key", id);
        yield "{\"object_kind\":\"trueup_check\"}";
      }
      case AZURE_DEVOPS -> "{\"id\":\"%s\",\"eventType\":\"trueup.check\"}".formatted(id);
      case GENERIC -> {
        var header = settings.deliveryHeader();
        if (header != null) {
          head.put(header, id);
        }
        yield "{\"trueup-check\":\"%s\"}".formatted(id);
      }
      case CLOUDEVENTS -> {
        head.put("Content-Type", "application/cloudevents+json");
        yield "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"trueup\",\"type\":\"io.trueup.check\"}"
            .formatted(id);
      }
    };
  }

  private static String named(
      Map<String, String> head, String eventHeader, String event, String idHeader, String id) {
    head.put(eventHeader, event);
    head.put(idHeader, id);
    return "{}";
  }

  private static void prove(
      ForgeSettings settings, Secret secret, Message message, Map<String, String> head) {
    var own = settings.signatureHeader();
    switch (settings.forge()) {
      case GITHUB -> head.put("X-Hub-Signature-256", "sha256=" + hex(settings, secret, message));
      case GITEA, FORGEJO -> head.put("X-Gitea-Signature", hex(settings, secret, message));
      case BITBUCKET_CLOUD, BITBUCKET_DATA_CENTER ->
          head.put("X-Hub-Signature", "sha256=" + hex(settings, secret, message));
      case GITLAB -> proveToGitLab(secret, message, head);
      case AZURE_DEVOPS -> {
        var login = bytes(settings.user() + ":" + secret.value());
        head.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
      }
      case GENERIC ->
          head.put(
              HeadRules.orElse(own, "X-Hub-Signature-256"),
              settings.algorithm().key() + "=" + hex(settings, secret, message));
      case CLOUDEVENTS -> {
        if (own == null) {
          head.put("Authorization", "Bearer " + secret.value());
        } else {
          head.put(own, settings.algorithm().key() + "=" + hex(settings, secret, message));
        }
      }
    }
  }

  private static void proveToGitLab(Secret secret, Message message, Map<String, String> head) {
    if (!StandardWebhooks.isSigningSecret(secret)) {
      head.put("X-Gitlab-Token", secret.value());
      return;
    }
    var time = Long.toString(message.at().getEpochSecond());
    head.put("webhook-id", message.id());
    head.put("webhook-timestamp", time);
    StandardWebhooks.signature(secret, "%s.%s.".formatted(message.id(), time), message.body())
        .ifPresent(it -> head.put("webhook-signature", it));
  }

  private static String hex(ForgeSettings settings, Secret secret, Message message) {
    return HexFormat.of()
        .formatHex(
            Authenticity.sign(bytes(secret.value()), settings.algorithm(), bytes(message.body())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "a ping of " + headers.keySet();
  }
}
