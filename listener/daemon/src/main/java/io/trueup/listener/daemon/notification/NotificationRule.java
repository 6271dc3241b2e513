package io.trueup.listener.daemon.notification;

import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.MergeJudged;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one notification tells. Pure.
 *
 * @param topics what it tells in sentences of their own
 * @param types of further events, which it counts, such as {@code run.ended}
 * @param source only what is about it and its platforms; null for all
 * @param platforms only what is about these, by name, and what is about a whole source; empty for
 *     all
 * @param digest for how long it gathers before it tells
 * @param failures how often it tells them
 */
public record NotificationRule(
    List<Topic> topics,
    List<String> types,
    @Nullable SourceId source,
    List<String> platforms,
    Duration digest,
    OncePer failures) {

  /** Copies the lists. */
  public NotificationRule {
    topics = List.copyOf(topics);
    types = List.copyOf(types);
    platforms = List.copyOf(platforms);
  }

  /** Whether a change is about what the notification is for. */
  boolean isFor(StateChange change) {
    var platform = change.platform();
    return (source == null || source.equals(change.source()))
        && (platforms.isEmpty()
            || (platform == null
                ? concernsPlatforms(change)
                : platforms.contains(platform.name())));
  }

  /** An accepted merge is about the platforms that it changes, a rejected one about all. */
  private boolean concernsPlatforms(StateChange change) {
    return !(change instanceof MergeJudged merge)
        || !merge.isAccepted()
        || merge.platforms().stream().anyMatch(it -> platforms.contains(it.platform()));
  }

  /** Whether it tells a topic. */
  boolean tells(Topic topic) {
    return topics.contains(topic);
  }

  /** Whether a change is about one of its topics. */
  boolean hasTopicOf(StateChange change) {
    return topics.stream().anyMatch(it -> it.takes(change));
  }

  /** Whether a change is one of the further events. */
  boolean counts(StateChange change) {
    return types.contains(ChangeForms.type(change));
  }
}
