package io.trueup.statestore;

import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import java.util.List;
import java.util.Optional;

/**
 * Verifies the audit's chain link by link and finds the first entry that does not fit. Not
 * thread-safe.
 */
public final class AuditVerification {

  private final List<Head> expected;
  private Head reached;

  /**
   * * The first link that does not fit.
   *
   * @param position in the chain
   * @param reason a sentence that names the entry
   */
  public record Misfit(long position, String reason) {}

  /**
   * * Starts a verification.
   *
   * @param from where to start: {@link Head#EMPTY}, or a trusted head
   * @param expected heads that were seen before, by position; their digests may be cut short
   */
  public AuditVerification(Head from, List<Head> expected) {
    this.reached = from;
    this.expected = List.copyOf(expected);
  }

  /** The last link that fits. */
  public Head reached() {
    return reached;
  }

  /** Checks the next link; returns the misfit, if there is one. */
  public Optional<Misfit> next(Link link) {
    var position = reached.position() + 1;
    if (link.position() != position) {
      return misfit(position, "Position %d of the chain is missing".formatted(position));
    }
    var entry = link.entry();
    if (entry == null) {
      return misfit(position, "The entry at position %d was removed".formatted(position));
    }
    if (!AuditChain.digest(reached.digest(), position, entry).equals(link.digest())) {
      return misfit(
          position,
          "Entry %d at position %d is not the one that was written: it, or the digest before it, was changed"
              .formatted(entry.id(), position));
    }
    reached = new Head(position, link.digest());
    return expected.stream()
        .filter(it -> it.position() == position && !link.digest().startsWith(it.digest()))
        .findFirst()
        .flatMap(it ->
            misfit(
                position,
                "Position %d has the digest %s, and had %s when the head %s was seen: the entries up to there were rewritten"
                    .formatted(position, link.digest(), it.digest(), it)));
  }

  /**
   * Compares the last link with the head that the store reports; returns the misfit, if there is
   * one.
   */
  public Optional<Misfit> end(Head head) {
    if (!reached.equals(head)) {
      return misfit(
          reached.position() + 1,
          "The chain's links end at %s, and its head is %s".formatted(reached, head));
    }
    return expected.stream()
        .filter(it -> it.position() > head.position())
        .findFirst()
        .flatMap(it ->
            misfit(
                head.position() + 1,
                "The chain ends at position %d, and had a head at position %d: entries were removed at its end"
                    .formatted(head.position(), it.position())));
  }

  private static Optional<Misfit> misfit(long position, String reason) {
    return Optional.of(new Misfit(position, reason));
  }
}
