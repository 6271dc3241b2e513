package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version of a source that is served as its merged one.
 *
 * @param served its number; 0 before the first accepted version
 * @param preparing the version that model servers open before it is served; 0 for none
 * @param preparingSince null for none
 */
public record ServedVersion(
    SourceId source, long served, Instant since, long preparing, @Nullable Instant preparingSince) {

  /** What a decision about a served version rests on. */
  public record Situation(
      ServedVersion current, long accepted, List<ModelServer> servers, Instant now) {

    public Situation {
      servers = List.copyOf(servers);
    }
  }

  /**
   * Decides what is served next: a pure function, which is asked until it answers with the current
   * one.
   */
  @FunctionalInterface
  public interface Policy {
    ServedVersion decide(Situation situation);
  }

  /**
   * Opens a version beside the served one on every live model server before it is served. A server
   * that takes longer than the patience is left behind, if another has the version.
   */
  public static Policy preparingFirst(Duration patience) {
    return situation -> next(situation, patience);
  }

  private static ServedVersion next(Situation situation, Duration patience) {
    var current = situation.current();
    var accepted = situation.accepted();
    var source = current.source();
    var servers = situation.servers().stream().filter(it -> it.counts(source)).toList();
    if (accepted <= current.served()) {
      return current.serving(current.served(), current.since());
    }
    if (servers.isEmpty()) {
      return current.serving(accepted, situation.now());
    }
    if (current.preparing() == 0) {
      return current.preparing(accepted, situation.now());
    }
    var ready = servers.stream().filter(it -> it.hasPrepared(source, current.preparing())).count();
    var since = current.preparingSince();
    var isLate = since != null && !situation.now().isBefore(since.plus(patience));
    if (ready == servers.size() || (isLate && ready > 0)) {
      return current.serving(current.preparing(), situation.now());
    }
    return isLate && accepted > current.preparing()
        ? current.preparing(accepted, situation.now())
        : current;
  }

  private ServedVersion serving(long version, Instant at) {
    return new ServedVersion(source, version, at, 0, null);
  }

  private ServedVersion preparing(long version, Instant at) {
    return new ServedVersion(source, served, since, version, at);
  }
}
