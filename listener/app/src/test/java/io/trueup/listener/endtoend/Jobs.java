package io.trueup.listener.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.lab.demo.DaemonClient;
import io.trueup.listener.lab.demo.DemoException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The jobs of all nodes: each remembers the fingerprint that it last ran with. Not thread-safe. */
final class Jobs {

  static final List<String> PLATFORMS = List.of("Forensic", "Live", "Mainframe");
  private static final Set<String> AT_TARGET = Set.of("REALIZED", "RETIRED");

  private final Map<Node, String> lastRan = new HashMap<>();
  private final Map<Node, JsonNode> lastAnswers = new HashMap<>();

  /** A node of a platform. */
  record Node(String platform, String key) {}

  /** The nodes of all platforms, from the API. */
  static List<Node> nodes(DaemonClient client) {
    return nodes(client, false);
  }

  private static List<Node> nodes(DaemonClient client, boolean onlyWaiting) {
    var nodes = new ArrayList<Node>();
    for (var platform : PLATFORMS) {
      var page = client.read("/api/v1/nodes?limit=1000&platform=" + platform).body();
      for (var node : page.path("nodes")) {
        if (!onlyWaiting || !AT_TARGET.contains(node.path("state").asText())) {
          nodes.add(new Node(platform, node.path("node").asText()));
        }
      }
    }
    return nodes;
  }

  /** Begins a run; the job keeps running. */
  JsonNode begin(DaemonClient client, Node node) {
    var answer = client.begin(node.platform(), node.key(), "job", lastRan.get(node)).body();
    lastAnswers.put(node, answer);
    if (answer.hasNonNull("fingerprint")) {
      lastRan.put(node, answer.path("fingerprint").asText());
    }
    return answer;
  }

  /** Runs a node's job from its start to its end; returns the daemon's answer to the start. */
  JsonNode run(DaemonClient client, Node node) {
    var answer = begin(client, node);
    var action = answer.path("action").asText();
    if (action.equals("RUN") || action.equals("RECONCILE")) {
      client.end(answer.path("run").asText());
    }
    return answer;
  }

  /** Runs the jobs of all nodes that are not at their target. */
  void runWaiting(DaemonClient client) {
    nodes(client, true).forEach(node -> run(client, node));
  }

  /** Runs jobs until every platform is what a commit says, and nothing is owed. */
  void settle(Site site, String judged) {
    var client = site.client();
    Await.until(
        "every platform to be what is merged at " + judged,
        () -> {
          var status = client.read("/api/v1/status").body();
          var source = status.path("sources").path(0);
          if (!source.path("judged").asText().equals(judged)) {
            return false;
          }
          if (!status.path("allRealized").asBoolean()) {
            runWaiting(client);
            return false;
          }
          return true;
        },
        () -> situation(client));
  }

  /** What each platform is and waits for, and what the jobs of its waiting nodes were told. */
  private String situation(DaemonClient client) {
    try {
      var status = client.read("/api/v1/status").body();
      var text = new StringBuilder();
      for (var source : status.path("sources")) {
        text.append(
            "\nSource '%s' has judged %s: %s"
                .formatted(
                    source.path("id").asText(),
                    source.path("judged").asText(),
                    source.path("summary").asText()));
      }
      for (var platform : status.path("platforms")) {
        append(text, platform);
      }
      for (var node : nodes(client, true)) {
        text.append(
            "\nNode %s of %s is not at its target; its job was last told %s"
                .formatted(node.key(), node.platform(), lastAnswers.get(node)));
      }
      return text.toString();
    } catch (DemoException e) {
      return "\nThe daemon does not say what it waits for: " + e.getMessage();
    }
  }

  private static void append(StringBuilder text, JsonNode platform) {
    text.append(
        "\nPlatform '%s' is merged at %s, targets %s and has realized %s: %s"
            .formatted(
                platform.path("name").asText(),
                platform.path("merged").path("version"),
                platform.path("target").path("version"),
                platform.path("realized").path("version"),
                platform.path("summary").asText()));
    for (var gate : platform.path("waiting").path("gates")) {
      text.append(
          "\n  Gate %s: %s. %s"
              .formatted(
                  gate.path("kind").asText(),
                  gate.path("reason").asText(),
                  gate.path("remedy").asText()));
    }
    text.append("\n  Last rollout: ").append(platform.path("rollout"));
  }
}
