package io.trueup.listener.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.view.EventView;
import java.util.regex.Pattern;

/** An event in one line, for people. */
final class EventText {

  private static final Pattern TYPE = Pattern.compile("io\\.trueup\\.(.+)\\.v\\d+");

  private EventText() {}

  /** The kind of an event: {@code merge.judged}. */
  static String kind(EventView event) {
    var type = TYPE.matcher(event.type());
    return type.matches() ? type.group(1) : event.type();
  }

  /** What happened; the data as they are for a kind that a newer daemon has. */
  static String of(EventView event) {
    var data = event.data();
    return switch (kind(event)) {
      case "merge.judged" ->
          "version %s %s: %s (%s)"
              .formatted(
                  text(data, "version"),
                  data.path("accepted").asBoolean() ? "accepted" : "rejected",
                  text(data, "title"),
                  text(data, "author"));
      case "target.moved" ->
          "from version %s to %s: %s"
              .formatted(text(data, "from"), text(data, "to"), text(data, "reason"));
      case "platform.realized" -> "version " + text(data, "version");
      case "rollout.changed" ->
          "rollout %s is %s: %s"
              .formatted(text(data, "rollout"), text(data, "state"), text(data, "reason"));
      case "step.landed" -> "%s %s".formatted(text(data, "action"), text(data, "node"));
      case "step.failed" ->
          "%s %s: %s".formatted(text(data, "action"), text(data, "node"), text(data, "error"));
      case "nodes.awaiting" -> "%d nodes wait for their jobs".formatted(data.path("nodes").size());
      case "run.begun" ->
          "job '%s' on %s is told to %s"
              .formatted(text(data, "job"), text(data, "node"), text(data, "answer"));
      case "run.ended" -> "%s %s".formatted(text(data, "node"), text(data, "state"));
      case "gate.shut", "gate.opened" ->
          "%s %s: %s".formatted(text(data, "kind"), text(data, "what"), text(data, "reason"));
      case "action.recorded" ->
          "%s by %s: %s".formatted(text(data, "verb"), text(data, "actor"), text(data, "reason"));
      default -> data.toString();
    };
  }

  private static String text(JsonNode data, String field) {
    return data.path(field).asText();
  }
}
