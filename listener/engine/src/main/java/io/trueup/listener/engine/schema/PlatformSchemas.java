package io.trueup.listener.engine.schema;

import io.trueup.listener.engine.rollout.OperatorLease;
import io.trueup.listener.engine.rollout.PlatformHeldException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.SchemaOperations.PurgeAnswer;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.SchemaOperations.RetiredAnswer;
import io.trueup.platforms.relational.SchemaOperations.Unavailable;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.Actor;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators do by hand with the schemas of platforms. Reading changes nothing and may be done
 * at any time; changing holds the platform as its own rollouts do, never touches a node with a
 * running job, and is audited. Safe for any thread; calls block, for as long as the container
 * takes.
 */
public final class PlatformSchemas {

  private static final int PAGE = 1000;

  private final StateStore store;
  private final PlatformVersion.Finder versions;
  private final OperatorLease.Claims leases;
  private final SchemaAudit audit;

  /**
   * Lent by the daemon.
   *
   * @param keepers makes the keeper of an operator's leases, by a name that is unique in the
   *     process
   * @param patience how long to wait for the current holder of a platform
   */
  public record Dependencies(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      Function<String, LeaseKeeper> keepers,
      Duration patience) {}

  /**
   * The schemas of the platforms that a daemon follows.
   *
   * @param poke gets each platform that was changed
   */
  public PlatformSchemas(Dependencies lent, Consumer<PlatformId> poke) {
    this.store = lent.store();
    this.versions = new PlatformVersion.Finder(lent.store(), lent.models(), lent.realizers());
    this.leases =
        new OperatorLease.Claims(lent.store(), lent.keepers(), lent.patience(), new AtomicLong());
    this.audit = new SchemaAudit(lent.store(), poke);
  }

  /**
   * Plans what some nodes need.
   *
   * @param adopt the tables and views of others to take over in the plan, as {@code schema.name}
   */
  public PlanResult plan(
      PlatformState platform, SchemaScope scope, VersionChoice choice, List<String> adopt) {
    try {
      var version = versions.find(platform, choice);
      return new PlanResult.Planned(plan(version, nodes(version, scope), adopt).plan());
    } catch (RefusalException e) {
      return e.refusal();
    }
  }

  /** Plans what all nodes need, and lists what else exists in the platform's schemas. */
  public DriftResult drift(PlatformState platform, VersionChoice choice) {
    try {
      var version = versions.find(platform, choice);
      var nodes = SchemaScope.ALL.nodes(version.graph(), List.of(), version.where());
      var report = report(version.operations().drift(reading(version), version.graph()));
      return new DriftResult.Compared(version.plan(report, nodes));
    } catch (RefusalException e) {
      return e.refusal();
    }
  }

  /** Plans what some nodes need at the target version, and holds the platform for the run. */
  public ApplyResult apply(
      PlatformState platform, SchemaScope scope, ApplyOrder order, Actor actor) {
    try {
      requireNotPaused(platform);
      versions.find(platform, VersionChoice.TARGET);
      return new ApplyResult.Ready(held(platform, scope, order, actor));
    } catch (RefusalException e) {
      return e.refusal();
    }
  }

  private OperatorLease claim(PlatformState platform, Actor actor) {
    try {
      return leases.claim(platform.id(), actor.name());
    } catch (PlatformHeldException e) {
      throw e.isStopping()
          ? RefusalException.unavailable(e.reason())
          : RefusalException.conflict("platform-held", e.reason());
    }
  }

  private ApplyRun held(PlatformState platform, SchemaScope scope, ApplyOrder order, Actor actor) {
    var lease = claim(platform, actor);
    var isReady = false;
    try {
      var task = task(lease, reread(platform), scope, order, actor);
      var run = new ApplyRun(task, lease, audit);
      isReady = true;
      return run;
    } finally {
      if (!isReady) {
        lease.close();
      }
    }
  }

  private ApplyRun.Task task(
      OperatorLease lease,
      PlatformState platform,
      SchemaScope scope,
      ApplyOrder asked,
      Actor actor) {
    requireNotPaused(platform);
    var version = versions.find(platform, VersionChoice.TARGET);
    var planned = plan(version, nodes(version, scope), asked.adopt());
    var shown = asked.digest();
    var now = planned.plan().digest();
    if (shown != null && !shown.equals(now)) {
      throw RefusalException.stale(shown, now);
    }
    var order =
        new ApplyOptions(
            null,
            asked.allowed(planned.plan().report()),
            planned.adopted(),
            approval(asked, actor));
    return new ApplyRun.Task(
        version, planned.plan(), order, changing(version, actor, lease), actor, asked.reason());
  }

  private static @Nullable OperatorApproval approval(ApplyOrder asked, Actor actor) {
    var reason = asked.reason();
    return reason == null || (asked.allow().isEmpty() && asked.adopt().isEmpty())
        ? null
        : new OperatorApproval(actor.name(), actor.address(), reason);
  }

  /**
   * Lists what was retired and is kept.
   *
   * @param olderThan for at least how long; zero for all
   */
  public RetiredResult retired(PlatformState platform, Duration olderThan) {
    try {
      var version = versions.find(platform, VersionChoice.TARGET);
      var before = before(olderThan);
      return new RetiredResult.Listed(
          platform.id(),
          before,
          kept(version).stream().filter(it -> olderThan.isZero() || isBefore(it, before)).toList());
    } catch (RefusalException e) {
      return e.refusal();
    }
  }

  /** The moment that is so long ago by the store's clock. */
  public Instant before(Duration olderThan) {
    return store.now().minus(olderThan);
  }

  private static boolean isBefore(Retired retired, Instant before) {
    var at = retired.name().retiredAt();
    return at != null && at.isBefore(before);
  }

  private static List<Retired> kept(PlatformVersion version) {
    return switch (version.operations().retired(reading(version), version.graph())) {
      case RetiredAnswer.Kept(var relations) -> relations;
      case Unavailable(var message) -> throw RefusalException.unavailable(message);
    };
  }

  /**
   * Drops what was retired before a moment, with its rows. A table that is retired after a list was
   * shown is never before the list's moment, so that no more is dropped than the list showed.
   */
  public PurgeResult purge(PlatformState platform, Instant before, Actor actor, String reason) {
    try {
      requireNotPaused(platform);
      versions.find(platform, VersionChoice.TARGET);
      try (var lease = claim(platform, actor)) {
        var version = versions.find(reread(platform), VersionChoice.TARGET);
        requireNoRun(lease, version, before);
        var approval = new OperatorApproval(actor.name(), actor.address(), reason);
        var purged = purge(version, before, changing(version, actor, lease), approval);
        audit.purged(version, purged, actor, reason);
        return purged;
      }
    } catch (RefusalException e) {
      return e.refusal();
    } catch (LostLeaseException _) {
      return new SchemaRefusal.Conflict(
          "platform-held",
          "Another process took over the platform meanwhile, so nothing more was changed",
          List.of());
    }
  }

  private static PurgeResult.Purged purge(
      PlatformVersion version, Instant before, StepContext context, OperatorApproval approval) {
    return switch (version.operations().purge(context, version.graph(), before, approval)) {
      case PurgeAnswer.Purged(var dropped, var kept) ->
          new PurgeResult.Purged(version.platform().id(), before, dropped, new TreeMap<>(kept));
      case Unavailable(var message) -> throw RefusalException.unavailable(message);
    };
  }

  private static void requireNoRun(
      OperatorLease lease, PlatformVersion version, Instant retiredBefore) {
    var nodes = new HashSet<NodeKey>();
    kept(version).stream()
        .filter(it -> isBefore(it, retiredBefore))
        .map(it -> it.name().node())
        .filter(Objects::nonNull)
        .forEach(nodes::add);
    var busy = lease.hold(nodes);
    if (!busy.isEmpty()) {
      throw RefusalException.conflict("run-live", busy.firstEntry().getValue());
    }
  }

  private PlatformState reread(PlatformState platform) {
    return store
        .platforms()
        .find(platform.id())
        .orElseThrow(
            () -> new IllegalStateException("Platform '%s' is gone".formatted(platform.id())));
  }

  private void requireNotPaused(PlatformState platform) {
    var pause = platform.pause();
    if (pause != null) {
      throw RefusalException.conflict(
          "platform-paused",
          "Platform '%s' is paused by %s: %s. Resume it first"
              .formatted(platform.id(), pause.by(), pause.reason()));
    }
    for (var group : store.groupPauses().inForce()) {
      if (group.scope().matches(platform)) {
        throw RefusalException.conflict(
            "platform-paused",
            "Platform '%s' is paused with all of '%s' by %s: %s. Resume these first"
                .formatted(platform.id(), group.scope().text(), group.by(), group.reason()));
      }
    }
  }

  /** A plan, and what it takes over of others. */
  private record Planned(PlatformPlan plan, Set<ObjectName> adopted) {}

  /** Takes over only what a plan without adoption refuses. */
  private static Planned plan(PlatformVersion version, List<NodeKey> nodes, List<String> adopt) {
    var plain = report(version, nodes, Set.of());
    if (adopt.isEmpty()) {
      return new Planned(version.plan(plain, nodes), Set.of());
    }
    var adopted = ApplyOrder.adopted(adopt, plain);
    return new Planned(version.plan(report(version, nodes, adopted), nodes), adopted);
  }

  private static SchemaReport report(
      PlatformVersion version, List<NodeKey> nodes, Set<ObjectName> adopted) {
    return report(version.operations().plan(reading(version), version.graph(), nodes, adopted));
  }

  private static SchemaReport report(PlanAnswer answer) {
    return switch (answer) {
      case PlanAnswer.Planned(var report) -> report;
      case Unavailable(var message) -> throw RefusalException.unavailable(message);
    };
  }

  private static StepContext reading(PlatformVersion version) {
    return new StepContext(version.platform().id().toString(), "operator", () -> {});
  }

  private static StepContext changing(PlatformVersion version, Actor actor, OperatorLease lease) {
    return new StepContext(
        version.platform().id().toString(),
        "operator " + actor.name(),
        version.version(),
        lease.permission());
  }

  private List<NodeKey> nodes(PlatformVersion version, SchemaScope scope) {
    return scope.nodes(version.graph(), leaving(version), version.where());
  }

  /** The nodes that are not in the version and not retired yet. */
  private List<NodeKey> leaving(PlatformVersion version) {
    var leaving = new ArrayList<NodeKey>();
    var after = "";
    while (true) {
      var page = store.rollouts().allNodes(version.platform().id(), after, PAGE);
      page.stream()
          .filter(it -> it.state() != NodeState.RETIRED)
          .map(NodeRecord::key)
          .filter(it -> !version.graph().nodes().containsKey(it))
          .forEach(leaving::add);
      if (page.size() < PAGE) {
        return leaving;
      }
      after = page.getLast().key().value();
    }
  }
}
