package io.trueup.statestore;

import java.util.Set;

/**
 * The verbs of audit entries. Subjects are {@code source:acme}, {@code platform:acme/Live} (of
 * rollouts and nodes too), {@code credential:warehouse}, {@code token:ci} and {@code
 * address:192.0.2.7}, {@code window:night} and {@code pause:type=postgres}.
 */
public final class AuditVerbs {

  /** A merge was accepted; subject: its source. */
  public static final String VERSION_ACCEPTED = "version.accepted";

  /** A merge was rejected and moved nothing; subject: its source. */
  public static final String VERSION_REJECTED = "version.rejected";

  /** A source can be followed again. */
  public static final String SOURCE_FOLLOWING = "source.following";

  /** A source is blocked until an operator acknowledges its head, or the reason changed. */
  public static final String SOURCE_BLOCKED = "source.blocked";

  /** The repository could not be read, or the reason changed. */
  public static final String SOURCE_UNREACHABLE = "source.unreachable";

  /** A refresh failed for another reason than the repository, or the reason changed. */
  public static final String SOURCE_FAILING = "source.failing";

  /** A source left the configuration. */
  public static final String SOURCE_DETACHED = "source.detached";

  /** A source that was detached or forgotten is followed again. */
  public static final String SOURCE_ATTACHED = "source.attached";

  /** An operator forgot a detached source. */
  public static final String SOURCE_FORGOTTEN = "source.forgotten";

  /** An operator allowed a head that is no fast-forward. */
  public static final String SOURCE_ACKNOWLEDGED = "source.acknowledged";

  /** An operator approved a change that compatibility rejects. */
  public static final String SOURCE_APPROVED = "source.approved";

  /** An operator withdrew an approval. */
  public static final String SOURCE_APPROVAL_WITHDRAWN = "source.approval-withdrawn";

  /** An operator requested a refresh of a source. */
  public static final String SOURCE_SYNC_REQUESTED = "source.sync-requested";

  /** A delivery was refused and left no other trace. */
  public static final String DELIVERY_REFUSED = "delivery.refused";

  /** An operator paused a platform. */
  public static final String PLATFORM_PAUSED = "platform.paused";

  /** An operator ended a pause. */
  public static final String PLATFORM_RESUMED = "platform.resumed";

  /** An operator requested a platform's next move. */
  public static final String PLATFORM_SYNC_REQUESTED = "platform.sync-requested";

  /** An operator retried failed steps. */
  public static final String PLATFORM_RETRIED = "platform.retried";

  /** An operator keeps a platform on a version. */
  public static final String PLATFORM_HELD = "platform.held";

  /** An operator ended a hold. */
  public static final String PLATFORM_RELEASED = "platform.released";

  /** An operator approved the removal of nodes. */
  public static final String PLATFORM_REMOVAL_APPROVED = "platform.removal-approved";

  /** An operator paused all platforms that a selector matches. */
  public static final String GROUP_PAUSED = "group.paused";

  /** An operator ended the pause of a selector. */
  public static final String GROUP_RESUMED = "group.resumed";

  /** A window was added, by an operator or by the model; subject: the window. */
  public static final String WINDOW_ADDED = "window.added";

  /** A window was changed. */
  public static final String WINDOW_CHANGED = "window.changed";

  /** An operator made a window count for nothing. */
  public static final String WINDOW_SUSPENDED = "window.suspended";

  /** An operator ended the suspension of a window. */
  public static final String WINDOW_RESUMED = "window.resumed";

  /** A window ended for good, by an operator or because the model no longer declares it. */
  public static final String WINDOW_ENDED = "window.ended";

  /** An operator removed a window from all lists. */
  public static final String WINDOW_DELETED = "window.deleted";

  /** A platform's next move began to wait, or waits for something else. */
  public static final String PLATFORM_WAITING = "platform.waiting";

  /** A platform's next move no longer waits, although it was not made. */
  public static final String PLATFORM_WAITING_ENDED = "platform.waiting-ended";

  /** A platform's target moved. */
  public static final String ROLLOUT_CLAIMED = "rollout.claimed";

  /** A rollout got further steps, for nodes that an earlier job left behind. */
  public static final String ROLLOUT_EXTENDED = "rollout.extended";

  /** A newer rollout took over. */
  public static final String ROLLOUT_SUPERSEDED = "rollout.superseded";

  /** Merge time is over and nodes still wait for their jobs. */
  public static final String ROLLOUT_AWAITING_NODES = "rollout.awaiting-nodes";

  /** An operator, or a window that closed, ended a rollout. */
  public static final String ROLLOUT_CANCELLED = "rollout.cancelled";

  /** An operator moved a platform back to an older version. */
  public static final String ROLLOUT_ROLLED_BACK = "rollout.rolled-back";

  /** A platform reached its target. */
  public static final String ROLLOUT_REALIZED = "rollout.realized";

  /** A node was brought to its target when its job started. */
  public static final String NODE_RECONCILED = "node.reconciled";

  /** A node was retired when its job started. */
  public static final String NODE_RETIRED = "node.retired";

  /** A node could not be brought to its target when its job started. */
  public static final String NODE_NOT_RECONCILED = "node.not-reconciled";

  /** Nodes were found to differ from what they have realized; subject: their platform. */
  public static final String NODE_DRIFTED = "node.drifted";

  /** Nodes no longer differ from what they have realized; subject: their platform. */
  public static final String NODE_DRIFT_ENDED = "node.drift-ended";

  /**
   * Tables were set aside, because the model declares a form that they cannot take; subject: their
   * platform.
   */
  public static final String NAMES_SET_ASIDE = "names.set-aside";

  /** Names may be allocated again; subject: the platform that had them. */
  public static final String NAMES_RELEASED = "names.released";

  /** An operator approved statements that destroy or rewrite; subject: the platform. */
  public static final String SCHEMA_ALLOWED = "schema.allowed";

  /** An operator applied the schema that a platform's target asks for. */
  public static final String SCHEMA_APPLIED = "schema.applied";

  /** An operator dropped retired tables and views. */
  public static final String SCHEMA_PURGED = "schema.purged";

  /** The first use of a credential pinned where it may be used. */
  public static final String CREDENTIAL_PINNED = "credential.pinned";

  /** An operator allowed a credential to be used at an address. */
  public static final String CREDENTIAL_APPROVED = "credential.approved";

  /** An operator withdrew an address of a credential. */
  public static final String CREDENTIAL_WITHDRAWN = "credential.withdrawn";

  /** A token was added. */
  public static final String TOKEN_ADDED = "token.added";

  /** A token was revoked. */
  public static final String TOKEN_REVOKED = "token.revoked";

  /** A token that may operate took a lease on a version; subject: its source. */
  public static final String LEASE_TAKEN = "lease.taken";

  /** An operator ended a lease on a version; subject: its source. */
  public static final String LEASE_ENDED = "lease.ended";

  /** Calls came with an unknown, expired or revoked token; subject: an address. */
  public static final String TOKEN_REFUSED = "token.refused";

  /** A browser signed in to the status page; subject: its token. */
  public static final String PAGE_SIGNED_IN = "page.signed-in";

  /** A browser signed out of the status page; subject: its token. */
  public static final String PAGE_SIGNED_OUT = "page.signed-out";

  /** A webhook gets events; subject: its subscription. */
  public static final String SUBSCRIPTION_ADDED = "subscription.added";

  /** Events are no longer sent to a webhook, by an operator or because it does not take them. */
  public static final String SUBSCRIPTION_SUSPENDED = "subscription.suspended";

  /** Events are sent to a webhook again. */
  public static final String SUBSCRIPTION_RESUMED = "subscription.resumed";

  /** The secret of a subscription was replaced. */
  public static final String SUBSCRIPTION_ROTATED = "subscription.rotated";

  /** A subscription was removed. */
  public static final String SUBSCRIPTION_REMOVED = "subscription.removed";

  /** Records whose time was over were removed; subject: {@code retention:runs}. */
  public static final String RETENTION_PRUNED = "retention.pruned";

  /** Old entries of the audit were removed, and its chain begins later; subject: {@code audit}. */
  public static final String AUDIT_CHECKPOINT = "audit.checkpoint";

  /** The verbs whose entries stand beside a change of state of its own kind. */
  private static final Set<String> TOLD_BY_ANOTHER_CHANGE =
      Set.of(
          VERSION_ACCEPTED,
          VERSION_REJECTED,
          PLATFORM_WAITING,
          PLATFORM_WAITING_ENDED,
          ROLLOUT_CLAIMED,
          ROLLOUT_ROLLED_BACK,
          ROLLOUT_EXTENDED,
          ROLLOUT_SUPERSEDED,
          ROLLOUT_AWAITING_NODES,
          ROLLOUT_CANCELLED,
          ROLLOUT_REALIZED);

  private AuditVerbs() {}

  /** Whether an entry with the verb stands beside a change of state that says the same. */
  public static boolean isToldByAnotherChange(String verb) {
    return TOLD_BY_ANOTHER_CHANGE.contains(verb);
  }

  /** The verb for what is done to a subscription. */
  public static String of(Subscriptions.Order order) {
    return switch (order) {
      case SUSPEND -> SUBSCRIPTION_SUSPENDED;
      case RESUME -> SUBSCRIPTION_RESUMED;
      case ROTATE -> SUBSCRIPTION_ROTATED;
      case REMOVE -> SUBSCRIPTION_REMOVED;
    };
  }

  /** The verb for a source whose health, or its reason, changed. */
  public static String of(SourceState.Health health) {
    return switch (health) {
      case FOLLOWING -> SOURCE_FOLLOWING;
      case BLOCKED -> SOURCE_BLOCKED;
      case UNREACHABLE -> SOURCE_UNREACHABLE;
      case FAILING -> SOURCE_FAILING;
    };
  }
}
