package io.trueup.statestore;

import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies the audit's chain link by link and finds the first entry that does not fit. Not
 * thread-safe.
 */
public final class AuditVerification {

  /** The fields of a checkpoint's entry, whose JSON is a flat object that the store wrote. */
  private static final Pattern POSITION = Pattern.compile("\"position\"\\s*:\\s*([0-9]{1,18})");

  private static final Pattern DIGEST = Pattern.compile("\"digest\"\\s*:\\s*\"([0-9a-f]+)\"");

  private final Head from;
  private final List<Head> expected;
  private boolean isAnchored;
  private Head reached;

  /**
   * The first link that does not fit.
   *
   * @param position in the chain
   * @param reason a sentence that names the entry
   */
  public record Misfit(long position, String reason) {}

  /**
   * Starts a verification from a trusted head.
   *
   * @param from where to start: {@link Head#EMPTY}, or a trusted head
   * @param expected heads that were seen before, by position; their digests may be cut short
   */
  public AuditVerification(Head from, List<Head> expected) {
    this(from, expected, true);
  }

  private AuditVerification(Head from, List<Head> expected, boolean isAnchored) {
    this.from = from;
    this.reached = from;
    this.expected = List.copyOf(expected);
    this.isAnchored = isAnchored;
  }

  /**
   * Starts a verification of a whole chain.
   *
   * @param start where the chain says that it begins; unless it is {@link Head#EMPTY}, an entry of
   *     the rest has to say the same, or entries were removed without a trace
   * @param expected heads that were seen before, by position; their digests may be cut short
   */
  public static AuditVerification ofChain(Head start, List<Head> expected) {
    return new AuditVerification(start, expected, start.equals(Head.EMPTY));
  }

  /** The last link that fits. */
  public Head reached() {
    return reached;
  }

  /** Compares the start with the heads that were seen; returns the misfit, if there is one. */
  public Optional<Misfit> begin() {
    for (var head : expected) {
      if (head.position() == from.position() && !from.digest().startsWith(head.digest())) {
        return misfit(
            from.position(),
            "The chain begins after %s, and position %d had the digest %s when the head %s was seen: entries were rewritten and removed"
                .formatted(from, head.position(), head.digest(), head));
      }
      if (head.position() < from.position()) {
        return misfit(
            head.position(),
            "The head %s is before the chain's start %s: verify the exported file that has position %d"
                .formatted(head, from, head.position()));
      }
    }
    return Optional.empty();
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
    isAnchored = isAnchored || isCheckpoint(entry, from);
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
    if (!isAnchored) {
      return misfit(
          from.position() + 1,
          "The chain begins after %s, and no entry 'audit.checkpoint' says so: entries were removed"
              .formatted(from));
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

  private static boolean isCheckpoint(AuditEntry entry, Head head) {
    var after = entry.after();
    if (!entry.verb().equals(AuditVerbs.AUDIT_CHECKPOINT) || after == null) {
      return false;
    }
    var position = POSITION.matcher(after);
    var digest = DIGEST.matcher(after);
    return position.find()
        && Long.parseLong(position.group(1)) == head.position()
        && digest.find()
        && digest.group(1).equals(head.digest());
  }

  private static Optional<Misfit> misfit(long position, String reason) {
    return Optional.of(new Misfit(position, reason));
  }
}
