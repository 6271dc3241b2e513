package io.trueup.listener.engine.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.Installation;
import io.trueup.statestore.RecordedChange;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A change as a CloudEvent 1.0: the same for all who hear of it, so that its id tells what was sent
 * twice.
 *
 * @param attributes of its context, in the order in which they are written; never {@code data}
 * @param data a JSON object
 */
public record CloudEvent(Map<String, String> attributes, String data) {

  /** What the attribute {@code trueupposition} is called, by which readers resume. */
  public static final String POSITION = "trueupposition";

  /** The attribute that names the trace of the merge that it belongs to. */
  public static final String TRACEPARENT = "traceparent";

  /** The event of a change, also of one that a newer release recorded. */
  public static CloudEvent of(RecordedChange change, Installation installation) {
    var source = change.source();
    var platform = change.platform();
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("specversion", "1.0");
    attributes.put("id", installation.id() + "-" + change.position());
    attributes.put("source", "urn:trueup:" + installation.id());
    var type = type(change.type(), change.form());
    attributes.put("type", type);
    attributes.put(
        "subject", source == null || platform == null ? change.about() : source + "/" + platform);
    attributes.put("time", change.at().toString());
    attributes.put("datacontenttype", "application/json");
    attributes.put("dataschema", "urn:trueup:event:" + type);
    attributes.put(POSITION, Long.toString(change.position()));
    MergeTrace.of(installation, change)
        .map(MergeTrace::parent)
        .ifPresent(it -> attributes.put(TRACEPARENT, it));
    return new CloudEvent(attributes, change.data());
  }

  /** The type of a kind of change, with its version: {@code io.trueup.merge.judged.v1}. */
  public static String type(String kind) {
    return type(kind, ChangeForms.version(kind));
  }

  private static String type(String kind, int version) {
    return "io.trueup." + kind + ".v" + version;
  }

  /** The event in one JSON object, CloudEvents' structured mode. */
  public String structured() {
    var event = new ObjectNode(JsonNodeFactory.instance);
    attributes.forEach(event::put);
    try {
      event.set("data", JsonMappers.STRICT.readTree(data));
      return JsonMappers.STRICT.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the data of event " + attributes, e);
    }
  }
}
