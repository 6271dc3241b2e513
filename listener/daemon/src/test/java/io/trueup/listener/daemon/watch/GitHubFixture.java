package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.OpenApiCalls;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A played GitHub with a repository and its webhooks; its description is GitHub's own. */
@Timeout(60)
abstract class GitHubFixture {

  static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  static final SourceId ACME = new SourceId("acme");
  static final String PUBLIC = "https://trueup.acme.test";

  private static final ObjectMapper JSON = new ObjectMapper();

  final OpenApiCalls description = OpenApiCalls.of("github");
  final PlayedForge forge = PlayedForge.of(description);
  final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  final ForgeClient client = new ForgeClient(now::get);
  final HookPlace place =
      new HookPlace(
          forge.server(Map.of("Accept", "application/vnd.github+json")),
          "acme/model",
          ACME,
          PUBLIC);
  final GitHubHooks hooks = new GitHubHooks(client, place);

  /** What the repository has; a test changes it. */
  final List<ObjectNode> webhooks = new ArrayList<>();

  final List<ObjectNode> attempts = new ArrayList<>();

  /** Answers in place of the usual ones, while it is there. */
  @Nullable Answer instead;

  {
    webhooks.add(webhook(7, PUBLIC + "/hooks/acme"));
    forge.play(call -> instead == null ? usual(call.method(), call.path()) : instead);
  }

  @AfterEach
  void closeForge() {
    client.close();
    forge.close();
  }

  private Answer usual(String method, String path) {
    if (method.equals("POST")) {
      return Answer.json(202, "{}");
    }
    if (path.endsWith("/deliveries")) {
      return Answer.json(200, attempts.toString());
    }
    return path.endsWith("/hooks")
        ? Answer.json(200, webhooks.toString())
        : Answer.json(200, description.smallest("GET /repos/{owner}/{repo}", 200).toString())
            .with("github-authentication-token-expiration", "2026-06-01 12:00:00 UTC");
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode webhook(long id, String url) {
    return (ObjectNode)
        json(
            """
            {'id': %d, 'type': 'Repository', 'name': 'web', 'active': true, 'events': ['push'],
             'config': {'url': '%s', 'content_type': 'json', 'insecure_ssl': '0'},
             'url': 'https://api.github.com/h', 'test_url': 'https://api.github.com/t',
             'ping_url': 'https://api.github.com/p', 'created_at': '2026-03-01T12:00:00Z',
             'updated_at': '2026-03-01T12:00:00Z',
             'last_response': {'code': 202, 'status': 'active', 'message': 'OK'}}
            """
                .formatted(id, url));
  }

  static ObjectNode attempt(long id, String guid, int status) {
    return (ObjectNode)
        json(
            """
            {'id': %d, 'guid': '%s', 'delivered_at': '2026-03-10T11:%02d:00Z', 'redelivery': false,
             'duration': 0.1, 'status': 'x', 'status_code': %d, 'event': 'push', 'action': null,
             'installation_id': null, 'repository_id': 42}
            """
                .formatted(id, guid, id, status));
  }
}
