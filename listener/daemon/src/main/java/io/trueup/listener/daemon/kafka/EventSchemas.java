package io.trueup.listener.daemon.kafka;

/** The names of the schemas of events, which are in {@code docs/events}. */
final class EventSchemas {

  private EventSchemas() {}

  /** The id of a schema. */
  static String id(String type, int version) {
    return "urn:trueup:event:%s:v%d".formatted(type, version);
  }
}
