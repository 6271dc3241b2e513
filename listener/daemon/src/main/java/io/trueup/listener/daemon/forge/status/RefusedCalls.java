package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.statestore.SourceId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a forge refused for good. Each kind of refusal is logged once, with what to do. Safe for any
 * thread.
 */
final class RefusedCalls {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);

  private record Kind(String what, int status) {}

  private final SourceId source;
  private final String permissions;
  private final Set<Kind> logged = ConcurrentHashMap.newKeySet();
  private final AtomicLong count = new AtomicLong();
  private volatile @Nullable String newest;

  RefusedCalls(SourceId source, String permissions) {
    this.source = source;
    this.permissions = permissions;
  }

  /**
   * Takes note of a refusal.
   *
   * @param what was to be told, such as {@code status}
   */
  void add(String what, Refused refusal) {
    count.incrementAndGet();
    var sentence = "%s. %s".formatted(refusal.reason(), remedy(refusal.status()));
    newest = sentence;
    if (logged.add(new Kind(what, refusal.status()))) {
      LOG.warn(
          "The forge of source '{}' refuses a {}: {}. It is left out, and this is not logged again",
          source,
          what,
          sentence);
    }
  }

  private String remedy(int status) {
    return switch (status) {
      case 403, 404 ->
          "Check 'repository' under 'forge-api', and that the token has " + permissions;
      case 422, 400 -> "Check that the commit is in the repository under 'forge-api'";
      default -> "Check 'url' and 'repository' under 'forge-api'";
    };
  }

  long count() {
    return count.get();
  }

  Optional<String> newest() {
    return Optional.ofNullable(newest);
  }
}
