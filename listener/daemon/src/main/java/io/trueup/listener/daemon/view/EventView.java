package io.trueup.listener.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.text.JsonMappers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of state as a CloudEvent 1.0.
 *
 * @param id the same for everybody who hears of the change
 * @param type such as {@code io.trueup.merge.judged.v1}
 * @param subject the platform, or what else it is about
 * @param trueupposition a number, from 1 and growing by 1, as text: CloudEvents have no larger ones
 * @param traceparent left out when it belongs to no trace
 * @param data the fields of its type
 */
public record EventView(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    String time,
    String datacontenttype,
    String dataschema,
    String trueupposition,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent,
    JsonNode data) {

  /**
   * Events in their order.
   *
   * @param next the position after which to go on
   * @param last the position of the newest event
   */
  public record Page(List<EventView> events, long next, long last) {

    /** Copies the list. */
    public Page {
      events = List.copyOf(events);
    }
  }

  /** The view of an event. */
  public static EventView of(CloudEvent event) {
    try {
      return new EventView(
          text(event, "specversion"),
          text(event, "id"),
          text(event, "source"),
          text(event, "type"),
          text(event, "subject"),
          text(event, "time"),
          text(event, "datacontenttype"),
          text(event, "dataschema"),
          text(event, CloudEvent.POSITION),
          event.attributes().get("traceparent"),
          JsonMappers.STRICT.readTree(event.data()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the data of an event", e);
    }
  }

  private static String text(CloudEvent event, String attribute) {
    return Objects.requireNonNull(event.attributes().get(attribute));
  }
}
