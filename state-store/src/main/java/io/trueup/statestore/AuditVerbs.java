package io.trueup.statestore;

/**
 * What can be done, in the words of the audit. Subjects are {@code source:acme}, {@code
 * platform:acme/Live} (of rollouts and nodes too), {@code credential:warehouse}, {@code token:ci}
 * and {@code address:192.0.2.7}.
 */
public final class AuditVerbs {

  /** A merge was judged good; subject: its source. */
  public static final String VERSION_ACCEPTED = "version.accepted";

  /** A merge was judged bad, and moved nothing; subject: its source. */
  public static final String VERSION_REJECTED = "version.rejected";

  /** Nothing is in the way of following any more. */
  public static final String SOURCE_FOLLOWING = "source.following";

  /** Following stopped until a person looks, or the reason for that changed. */
  public static final String SOURCE_BLOCKED = "source.blocked";

  /** The repository could not be read, or the reason for that changed. */
  public static final String SOURCE_UNREACHABLE = "source.unreachable";

  /** A look failed for another reason than the repository, or the reason for that changed. */
  public static final String SOURCE_FAILING = "source.failing";

  /** A source is in no configuration any more. */
  public static final String SOURCE_DETACHED = "source.detached";

  /** A source that was detached or forgotten is followed again. */
  public static final String SOURCE_ATTACHED = "source.attached";

  /** An operator forgot a detached source. */
  public static final String SOURCE_FORGOTTEN = "source.forgotten";

  /** An operator allowed a head that is no fast-forward. */
  public static final String SOURCE_ACKNOWLEDGED = "source.acknowledged";

  /** An operator let a change be accepted although compatibility rejects it. */
  public static final String SOURCE_APPROVED = "source.approved";

  /** An operator took such an approval back. */
  public static final String SOURCE_APPROVAL_WITHDRAWN = "source.approval-withdrawn";

  /** An operator asked for a look at a source now. */
  public static final String SOURCE_SYNC_REQUESTED = "source.sync-requested";

  /** A delivery was refused and left no other trace. */
  public static final String DELIVERY_REFUSED = "delivery.refused";

  /** An operator paused a platform. */
  public static final String PLATFORM_PAUSED = "platform.paused";

  /** An operator ended a pause. */
  public static final String PLATFORM_RESUMED = "platform.resumed";

  /** An operator asked for a platform to move. */
  public static final String PLATFORM_SYNC_REQUESTED = "platform.sync-requested";

  /** A platform's next move began to wait, or waits for something else. */
  public static final String PLATFORM_WAITING = "platform.waiting";

  /** A platform's next move waits no more, without having been made. */
  public static final String PLATFORM_WAITING_ENDED = "platform.waiting-ended";

  /** A platform's target moved. */
  public static final String ROLLOUT_CLAIMED = "rollout.claimed";

  /** A rollout got further steps, for nodes that a job left behind which began before it. */
  public static final String ROLLOUT_EXTENDED = "rollout.extended";

  /** A newer rollout took over. */
  public static final String ROLLOUT_SUPERSEDED = "rollout.superseded";

  /** Merge time is over and nodes still wait for their jobs. */
  public static final String ROLLOUT_AWAITING_NODES = "rollout.awaiting-nodes";

  /** A platform fully is what it moved to. */
  public static final String ROLLOUT_REALIZED = "rollout.realized";

  /** A node was brought to its target when its job started. */
  public static final String NODE_RECONCILED = "node.reconciled";

  /** A node was retired when its job started. */
  public static final String NODE_RETIRED = "node.retired";

  /** A node could not be brought to its target when its job started. */
  public static final String NODE_NOT_RECONCILED = "node.not-reconciled";

  /** Tables are kept under names that others take over; subject: the platform that has them. */
  public static final String NAMES_SET_ASIDE = "names.set-aside";

  /** Names of what is gone may be given again; subject: the platform that had them. */
  public static final String NAMES_RELEASED = "names.released";

  /** An operator allowed statements that destroy or rewrite; subject: the platform. */
  public static final String SCHEMA_ALLOWED = "schema.allowed";

  /** An operator had a platform's schema brought to what its target asks for. */
  public static final String SCHEMA_APPLIED = "schema.applied";

  /** An operator had what was retired dropped. */
  public static final String SCHEMA_PURGED = "schema.purged";

  /** The first use of a credential pinned where it may be used. */
  public static final String CREDENTIAL_PINNED = "credential.pinned";

  /** An operator allowed a credential to be used at an address. */
  public static final String CREDENTIAL_APPROVED = "credential.approved";

  /** An operator ended what allowed a credential to be used at an address. */
  public static final String CREDENTIAL_WITHDRAWN = "credential.withdrawn";

  /** A token may call from now on. */
  public static final String TOKEN_ADDED = "token.added";

  /** A token may call no more. */
  public static final String TOKEN_REVOKED = "token.revoked";

  /** Calls came with a token that is not known, has expired or was revoked; subject: an address. */
  public static final String TOKEN_REFUSED = "token.refused";

  /** A browser signed in to the status page; subject: its token. */
  public static final String PAGE_SIGNED_IN = "page.signed-in";

  /** A browser signed out of the status page; subject: its token. */
  public static final String PAGE_SIGNED_OUT = "page.signed-out";

  private AuditVerbs() {}

  /** The verb for a source whose health became this one, or whose reason for it changed. */
  public static String of(SourceState.Health health) {
    return switch (health) {
      case FOLLOWING -> SOURCE_FOLLOWING;
      case BLOCKED -> SOURCE_BLOCKED;
      case UNREACHABLE -> SOURCE_UNREACHABLE;
      case FAILING -> SOURCE_FAILING;
    };
  }
}
