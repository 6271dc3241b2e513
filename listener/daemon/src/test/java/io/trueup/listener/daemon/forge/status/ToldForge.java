package io.trueup.listener.daemon.forge.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.api.PlayedForge.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** GitHub as far as it keeps statuses and deployments: what it shows after all calls. */
public final class ToldForge {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REPOSITORY = "/repos/acme/model/";

  private final AtomicLong ids = new AtomicLong(1000);

  /** By commit and context: the state and the description. */
  final Map<String, String> statuses = new TreeMap<>();

  /** By environment and commit: the states one after the other, for each deployment. */
  final Map<String, List<String>> deployments = new TreeMap<>();

  private final Map<String, String> deploymentsById = new TreeMap<>();

  /** What a commit shows under a name; empty when it shows nothing. */
  public synchronized String shown(String commit, String context) {
    return statuses.getOrDefault("%s %s".formatted(shortened(commit), context), "");
  }

  /** Answers as GitHub would. */
  public synchronized Answer answer(Call call) {
    var path = call.path().substring(REPOSITORY.length()).split("/", -1);
    return switch (path[0] + " " + call.method() + " " + path.length) {
      case "statuses POST 2" -> status(path[1], json(call));
      case "deployments GET 1" -> list(String.valueOf(call.query()));
      case "deployments POST 1" -> create(json(call));
      case "deployments POST 3" -> update(path[1], json(call));
      default -> Answer.json(404, "{\"message\":\"Not Found\"}");
    };
  }

  private static JsonNode json(Call call) {
    try {
      return JSON.readTree(call.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shortened(String commit) {
    return commit.substring(0, 8);
  }

  private Answer status(String commit, JsonNode body) {
    statuses.put(
        "%s %s".formatted(shortened(commit), body.path("context").asText()),
        "%s: %s".formatted(body.path("state").asText(), body.path("description").asText()));
    return Answer.json(201, status());
  }

  private Answer list(String query) {
    var found = new ArrayList<String>();
    deploymentsById.forEach((id, key) -> {
      var words = key.split(" ", -1);
      if (query.contains("environment=" + words[0]) && query.contains("sha=" + words[1])) {
        found.add(deployment(id, words[1], words[0]));
      }
    });
    return Answer.json(200, "[%s]".formatted(String.join(",", found)));
  }

  private Answer create(JsonNode body) {
    var id = Long.toString(ids.incrementAndGet());
    var environment = body.path("environment").asText();
    var commit = body.path("ref").asText();
    deploymentsById.put(id, environment + " " + commit);
    deployments.put("%s %s %s".formatted(environment, shortened(commit), id), new ArrayList<>());
    return Answer.json(201, deployment(id, commit, environment));
  }

  private Answer update(String id, JsonNode body) {
    var words = deploymentsById.getOrDefault(id, "").split(" ", -1);
    if (words.length < 2) {
      return Answer.json(404, "{\"message\":\"Not Found\"}");
    }
    deployments
        .computeIfAbsent(
            "%s %s %s".formatted(words[0], shortened(words[1]), id), _ -> new ArrayList<>())
        .add(body.path("state").asText());
    return Answer.json(201, deploymentStatus());
  }

  private static final String COMMON =
      """
      "node_id": "n", "url": "https://api", "description": "d", "creator": null,
      "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
      "repository_url": "https://api"
      """;

  private static String status() {
    return "{\"id\": 1, \"avatar_url\": null, \"state\": \"success\", \"target_url\": null, \"context\": \"c\", %s}"
        .formatted(COMMON);
  }

  private static String deployment(String id, String commit, String environment) {
    return "{\"id\": %s, \"sha\": \"%s\", \"ref\": \"%s\", \"task\": \"trueup\", \"environment\": \"%s\", \"payload\": {}, \"statuses_url\": \"https://api\", %s}"
        .formatted(id, commit, commit, environment, COMMON);
  }

  private static String deploymentStatus() {
    return "{\"id\": 1, \"state\": \"success\", \"target_url\": \"https://trueup\", \"deployment_url\": \"https://api\", %s}"
        .formatted(COMMON);
  }
}
