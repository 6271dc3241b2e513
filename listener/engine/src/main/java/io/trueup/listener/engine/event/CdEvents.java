package io.trueup.listener.engine.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.UnknownChangeException;
import io.trueup.statestore.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes as CDEvents 0.4.1 in CloudEvents: a merge that was judged is a merged change, and a
 * platform that a version was realized on is an environment in which the source, as a service, was
 * deployed, upgraded or rolled back. CDEvents have no form for other changes. The fields of our own
 * event are the custom data. Reads the store; made twice, an event is the same.
 *
 * @see <a href="https://cdevents.dev">CDEvents</a>
 */
public final class CdEvents {

  private static final String VERSION = "0.4.1";
  private static final int MOST_ROLLOUTS = 50;

  private final StateStore store;

  public CdEvents(StateStore store) {
    this.store = store;
  }

  /** What an event is about, and what happened to it. */
  private record Subject(String id, String type, String predicate, ObjectNode content) {

    String eventType() {
      return "dev.cdevents.%s.%s.0.2.0".formatted(type, predicate);
    }
  }

  /**
   * The CDEvent of a change; empty for a change that CDEvents have no form for.
   *
   * @throws UnknownChangeException when a newer release recorded it in a form that is not known
   *     here
   */
  public Optional<CloudEvent> of(RecordedChange recorded) {
    return switch (recorded.change()) {
      case StateChange.MergeJudged judged ->
          Optional.of(event(recorded, merged(judged.source(), judged.commit().value())));
      case StateChange.Realized realized ->
          version(realized).map(it -> event(recorded, running(realized, it.commit().value())));
      case StateChange.TargetMoved _,
          StateChange.RolloutChanged _,
          StateChange.StepLanded _,
          StateChange.StepFailed _,
          StateChange.NodesAwaiting _,
          StateChange.RunBegun _,
          StateChange.RunEnded _,
          StateChange.GateShut _,
          StateChange.GateOpened _,
          StateChange.ActionRecorded _ ->
          Optional.empty();
    };
  }

  private Optional<Version> version(StateChange.Realized realized) {
    return store.versions().find(realized.platform().source(), realized.version());
  }

  private static ObjectNode object() {
    return new ObjectNode(JsonNodeFactory.instance);
  }

  private static Subject merged(SourceId source, String commit) {
    var content = object();
    content.putObject("repository").put("id", source.value());
    return new Subject(commit, "change", "merged", content);
  }

  private Subject running(StateChange.Realized realized, String commit) {
    var platform = realized.platform();
    var content = object();
    content.putObject("environment").put("id", platform.name());
    content.put("artifactId", "pkg:generic/%s@%s".formatted(platform.source(), commit));
    var predicate =
        rollout(platform, realized.rollout()).map(CdEvents::predicate).orElse("upgraded");
    return new Subject(platform.toString(), "service", predicate, content);
  }

  static String predicate(Rollout rollout) {
    return rollout.kind() == Rollout.Kind.ROLLBACK
        ? "rolledback"
        : rollout.from() == 0 ? "deployed" : "upgraded";
  }

  private Optional<Rollout> rollout(PlatformId platform, @Nullable Long id) {
    return id == null
        ? Optional.empty()
        : store.rollouts().newest(platform, MOST_ROLLOUTS).stream()
            .filter(it -> it.id() == id)
            .findFirst();
  }

  private CloudEvent event(RecordedChange recorded, Subject subject) {
    var installation = store.installation();
    var own = CloudEvent.of(recorded, installation);
    var attributes = new LinkedHashMap<>(own.attributes());
    attributes.put("type", subject.eventType());
    attributes.put("subject", subject.id());
    attributes.put("datacontenttype", "application/cdevents+json");
    attributes.remove("dataschema");
    var data = object();
    data.set("context", context(recorded, attributes));
    var about = data.putObject("subject");
    about.put("id", subject.id());
    about.put("source", attributes.get("source"));
    about.put("type", subject.type());
    about.set("content", subject.content());
    try {
      data.set("customData", JsonMappers.STRICT.readTree(own.data()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the data of event " + own.attributes(), e);
    }
    data.put("customDataContentType", "application/json");
    return new CloudEvent(attributes, data.toString());
  }

  /** All events of a merge are a chain. */
  private ObjectNode context(RecordedChange recorded, Map<String, String> attributes) {
    var context = object();
    context.put("version", VERSION);
    context.put("id", attributes.get("id"));
    MergeTrace.of(store.installation(), recorded).ifPresent(it -> context.put("chainId", it.id()));
    context.put("source", attributes.get("source"));
    context.put("type", attributes.get("type"));
    context.put("timestamp", attributes.get("time"));
    return context;
  }
}
