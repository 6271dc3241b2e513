package io.trueup.statestore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Leases on versions of models, for callers that need a version to stay and have no run. The
 * store's clock decides when a lease has expired; an expired one keeps nothing, and is shown as
 * ended, whether or not that was noticed.
 */
public interface ModelLeases {

  /** The outcome of taking a lease. */
  sealed interface Taking {

    /** It is recorded. */
    record Taken(ModelLease lease) implements Taking {}

    /** The token holds as many as it may; nothing was written. */
    record TooMany(int held) implements Taking {}

    /** The source has no such accepted version; nothing was written. */
    record UnknownVersion() implements Taking {}

    /** The caller's token was revoked or has expired; nothing was written. */
    record UnknownToken() implements Taking {}
  }

  /** The outcome of prolonging, releasing or ending a lease. */
  sealed interface Changing {

    /** It is as asked. */
    record Changed(ModelLease lease) implements Changing {}

    /** It has expired or was ended before; nothing was written. */
    record Over(ModelLease lease) implements Changing {}

    /** Another token holds it; nothing was written. */
    record NotHeld(ModelLease lease) implements Changing {}

    /** There is none; nothing was written. */
    record Unknown() implements Changing {}
  }

  /**
   * Takes a lease on an accepted version. That of a token that may operate has an audit entry.
   *
   * @param most how many live leases one token may hold
   */
  Taking take(ModelLease.Request request, int most);

  /** Prolongs a live lease of the caller's token: it then lasts for that length from now. */
  Changing prolong(ModelLease.Id id, Duration length, Actor actor);

  /** Releases a lease of the caller's token. Releasing one that is over changes nothing. */
  Changing release(ModelLease.Id id, Actor actor);

  /** Ends a live lease of any token, for an operator, and writes an audit entry. */
  Changing end(ModelLease.Id id, String reason, Actor actor);

  /** One lease. */
  Optional<ModelLease> find(ModelLease.Id id);

  /** The live leases, of all sources when none is given, oldest first. */
  List<ModelLease> live(@Nullable SourceId source);

  /** The versions that live leases keep. */
  SortedSet<Long> pinned(SourceId source);
}
