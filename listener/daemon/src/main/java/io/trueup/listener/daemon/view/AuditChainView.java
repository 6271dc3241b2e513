package io.trueup.listener.daemon.view;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditChain;
import io.trueup.statestore.AuditEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the audit chain, with all the fields that the digests cover.
 *
 * @param start where the whole chain begins: position 0, or the last of the old entries that were
 *     removed
 * @param head the end of the whole chain
 */
public record AuditChainView(List<LinkView> links, HeadView start, HeadView head) {

  public AuditChainView {
    links = List.copyOf(links);
  }

  /**
   * The end of the chain.
   *
   * @param position the number of entries
   * @param digest of the last entry, in hex
   */
  public record HeadView(long position, String digest) {

    /** The view of a head. */
    public static HeadView of(AuditChain.Head head) {
      return new HeadView(head.position(), head.digest());
    }

    /** The head that this view shows. */
    public AuditChain.Head head() {
      return new AuditChain.Head(position, digest);
    }
  }

  /**
   * A link of the chain. Every field except position and digest is null when the entry no longer
   * exists.
   *
   * @param digest over the previous digest and the entry, in hex
   * @param before JSON as text, because the digest covers the text
   * @param after JSON as text, because the digest covers the text
   */
  public record LinkView(
      long position,
      String digest,
      @Nullable Long id,
      @Nullable Instant at,
      @Nullable String actor,
      @Nullable String address,
      @Nullable String verb,
      @Nullable String subject,
      @Nullable String before,
      @Nullable String after,
      @Nullable String reason) {

    /** The view of a link. */
    public static LinkView of(AuditChain.Link link) {
      var entry = link.entry();
      return entry == null
          ? new LinkView(
              link.position(), link.digest(), null, null, null, null, null, null, null, null, null)
          : new LinkView(
              link.position(),
              link.digest(),
              entry.id(),
              entry.at(),
              entry.actor().name(),
              entry.actor().address(),
              entry.verb(),
              entry.subject(),
              entry.before(),
              entry.after(),
              entry.reason());
    }

    /** The link that this view shows. */
    public AuditChain.Link link() {
      return new AuditChain.Link(position, digest, entry());
    }

    private @Nullable AuditEntry entry() {
      return id == null
              || at == null
              || actor == null
              || address == null
              || verb == null
              || subject == null
              || reason == null
          ? null
          : new AuditEntry(id, at, new Actor(actor, address), verb, subject, before, after, reason);
    }
  }
}
