package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that gets events.
 *
 * @param url where events are sent
 * @param secretNumber grows when the secret is replaced
 * @param position up to which everything is there or was left out
 * @param suspension null while events are sent
 * @param failure null while the webhook takes events
 */
public record Subscription(
    long id,
    String name,
    String url,
    Filter filter,
    int secretNumber,
    String createdBy,
    Instant createdAt,
    long position,
    @Nullable Standstill suspension,
    @Nullable Standstill failure) {

  private static final String READERS = "subscription:";

  /** Why and since when events do not reach it. */
  public record Standstill(String reason, Instant since) {}

  /** In which form events are sent. */
  public enum Format {
    /** Every event, with the types and fields of Trueup. */
    CLOUDEVENTS,
    /** As CDEvents, which have a form for merges and for realized versions. */
    CDEVENTS;

    /** The types of events that have a form. */
    public static final List<String> CDEVENTS_TYPES = List.of("merge.judged", "platform.realized");
  }

  /**
   * Which events, and in which form.
   *
   * @param types such as {@code merge.judged}; empty for all
   * @param source only those about it and its platforms; null for all
   * @param platform only those about a platform of the source, by its name; null for all
   */
  public record Filter(
      List<String> types, @Nullable SourceId source, @Nullable String platform, Format format) {

    /** Every event. */
    public static final Filter ALL = new Filter(List.of(), null, null);

    /** Events in the form of Trueup. */
    public Filter(List<String> types, @Nullable SourceId source, @Nullable String platform) {
      this(types, source, platform, Format.CLOUDEVENTS);
    }

    /** Copies the list. */
    public Filter {
      types = List.copyOf(types);
    }

    /** Whether an event is one of these. */
    public boolean takes(RecordedChange change) {
      return (types.isEmpty() || types.contains(change.type()))
          && (format == Format.CLOUDEVENTS || Format.CDEVENTS_TYPES.contains(change.type()))
          && (source == null || source.equals(change.source()))
          && (platform == null || platform.equals(change.platform()));
    }
  }

  /** Whether events reach it. */
  public enum State {
    /** They do. */
    ACTIVE,
    /** They are sent, and the webhook does not take them now. */
    FAILING,
    /** None is sent until an operator resumes it. */
    SUSPENDED;

    /** The word that is shown for it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether events reach it. */
  public State state() {
    if (suspension != null) {
      return State.SUSPENDED;
    }
    return failure != null ? State.FAILING : State.ACTIVE;
  }

  /** The name of its reader of changes. */
  public String reader() {
    return reader(id);
  }

  /** The name of the reader of changes that a subscription has. */
  public static String reader(long id) {
    return READERS + id;
  }

  /** Whether a reader of changes is that of a subscription. */
  public static boolean isReader(String reader) {
    return reader.startsWith(READERS);
  }
}
