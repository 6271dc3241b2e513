package io.trueup.listener.schema;

import io.trueup.listener.rollout.PlatformModels;
import io.trueup.listener.rollout.Realizers;
import io.trueup.listener.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.platforms.relational.SchemaOperations.Order;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.SchemaOperations.SchemaAnswer;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.Actor;
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
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask of the schemas of platforms, by hand. Looking changes nothing and may be done
 * at any time; changing holds the platform as its own rollouts do, never touches a node on which a
 * job runs, and is audited. Safe for any thread; calls block, for as long as the container takes.
 */
public final class Schemas {

  private static final int PAGE = 1000;

  private final StateStore store;
  private final Subject.Finder subjects;
  private final Hold.Desk holds;
  private final SchemaAudit audit;

  /**
   * Lent by the daemon.
   *
   * @param keepers gives what keeps leases for an operator, by a name that is unique in the process
   * @param patience how long to wait for whoever has a platform
   */
  public record Lent(
      StateStore store,
      PlatformModels models,
      Realizers realizers,
      Function<String, LeaseKeeper> keepers,
      Duration patience) {}

  /**
   * Answers with what the daemon lends.
   *
   * @param poke told of each platform that was changed
   */
  public Schemas(Lent lent, Consumer<PlatformId> poke) {
    this.store = lent.store();
    this.subjects = new Subject.Finder(lent.store(), lent.models(), lent.realizers());
    this.holds = new Hold.Desk(lent.store(), lent.keepers(), lent.patience(), new AtomicLong());
    this.audit = new SchemaAudit(lent.store(), poke);
  }

  /**
   * Plans what some nodes need.
   *
   * @param adopt the tables and views of others that would be taken over, as {@code schema.name}
   * @throws SchemaException when it cannot be planned
   */
  public PlanView plan(PlatformState platform, SchemaScope scope, At at, List<String> adopt) {
    var subject = subjects.find(platform, at);
    var nodes = scope.nodes(subject.graph(), leaving(subject), subject.where());
    return PlanView.of(subject, plan(subject, nodes, adopt).report(), nodes);
  }

  /**
   * Plans what all nodes need, and tells of whatever else lies in the platform's schemas.
   *
   * @throws SchemaException when it cannot be planned
   */
  public PlanView drift(PlatformState platform, At at) {
    var subject = subjects.find(platform, at);
    var nodes = SchemaScope.ALL.nodes(subject.graph(), List.of(), subject.where());
    var report = planned(subject.operations().drift(looking(subject), subject.graph()));
    return PlanView.of(subject, report, nodes);
  }

  /**
   * Plans what some nodes need at the target, and holds the platform until it is carried out.
   *
   * @throws SchemaException when it cannot be planned or may not be carried out; nothing is held
   *     then
   */
  public Application apply(
      PlatformState platform, SchemaScope scope, ApplyOrder order, Actor actor) {
    requireNotPaused(platform);
    subjects.find(platform, At.TARGET);
    var hold = holds.claim(platform.id(), actor.name());
    var isReady = false;
    try {
      var application = prepare(hold, reread(platform), scope, order, actor);
      isReady = true;
      return application;
    } finally {
      if (!isReady) {
        hold.close();
      }
    }
  }

  private Application prepare(
      Hold hold, PlatformState platform, SchemaScope scope, ApplyOrder asked, Actor actor) {
    requireNotPaused(platform);
    var subject = subjects.find(platform, At.TARGET);
    var nodes = scope.nodes(subject.graph(), leaving(subject), subject.where());
    var planned = plan(subject, nodes, asked.adopt());
    var report = planned.report();
    var shown = asked.digest();
    if (shown != null && !shown.equals(report.whole().digest())) {
      throw SchemaException.stale(shown, report.whole().digest());
    }
    var view = PlanView.of(subject, report, nodes);
    var order = new Order(null, asked.allowed(view), planned.adopted(), word(asked, actor));
    var context = context(subject, actor, hold);
    return new Application(
        new Application.Task(subject, report, changing(report, nodes), order, context),
        hold,
        it -> audit.applied(it, actor, asked.reason()),
        () -> audit.goOn(platform.id(), actor));
  }

  private static @Nullable Allowance word(ApplyOrder asked, Actor actor) {
    var reason = asked.reason();
    return reason == null || (asked.allow().isEmpty() && asked.adopt().isEmpty())
        ? null
        : new Allowance(actor.name(), actor.address(), reason);
  }

  /** The nodes that need anything, or are refused it. */
  private static List<NodeKey> changing(SchemaReport report, List<NodeKey> nodes) {
    return nodes.stream()
        .filter(it -> {
          var plan = report.plans().get(it);
          return plan != null && !plan.isEmpty();
        })
        .toList();
  }

  /**
   * What was retired and is kept.
   *
   * @param olderThan for at least how long; zero for all
   * @throws SchemaException when it cannot be looked at
   */
  public RetiredView retired(PlatformState platform, Duration olderThan) {
    var subject = subjects.find(platform, At.TARGET);
    var before = before(olderThan);
    return new RetiredView(
        platform.id().toString(),
        before,
        kept(subject).stream()
            .filter(it -> olderThan.isZero() || isBefore(it, before))
            .map(RetiredView.Item::of)
            .toList());
  }

  /** The moment that is so long ago. */
  public Instant before(Duration olderThan) {
    return store.now().minus(olderThan);
  }

  private static boolean isBefore(Retired retired, Instant before) {
    var at = retired.name().retiredAt();
    return at != null && at.isBefore(before);
  }

  private static List<Retired> kept(Subject subject) {
    var answer = subject.operations().retired(looking(subject), subject.graph());
    return switch (answer) {
      case SchemaAnswer.Kept(var relations) -> relations;
      case SchemaAnswer.Unavailable(var message) -> throw SchemaException.unavailable(message);
      case SchemaAnswer.Planned _,
          SchemaAnswer.Applied _,
          SchemaAnswer.Stale _,
          SchemaAnswer.Purged _ ->
          throw new IllegalStateException("What is retired is answered by " + answer);
    };
  }

  /**
   * Drops what was retired before a moment, with its rows. What is retired later is never before
   * it, so that no more is dropped than somebody was shown.
   *
   * @throws SchemaException when it may not be done
   */
  public RetiredView.Purge purge(
      PlatformState platform, Instant before, Actor actor, String reason) {
    requireNotPaused(platform);
    subjects.find(platform, At.TARGET);
    try (var hold = holds.claim(platform.id(), actor.name())) {
      var subject = subjects.find(reread(platform), At.TARGET);
      var nodes = new HashSet<NodeKey>();
      kept(subject).stream()
          .filter(it -> isBefore(it, before))
          .map(it -> it.name().node())
          .filter(Objects::nonNull)
          .forEach(nodes::add);
      requireNoRun(hold.nodes(nodes));
      var context = context(subject, actor, hold);
      var word = new Allowance(actor.name(), actor.address(), reason);
      var answer = subject.operations().purge(context, subject.graph(), before, word);
      var purge = purged(subject, before, answer);
      audit.purged(subject, purge, actor, reason);
      return purge;
    }
  }

  private static void requireNoRun(SortedMap<NodeKey, String> busy) {
    if (!busy.isEmpty()) {
      throw SchemaException.conflict("run-live", busy.firstEntry().getValue());
    }
  }

  private static RetiredView.Purge purged(Subject subject, Instant before, SchemaAnswer answer) {
    return switch (answer) {
      case SchemaAnswer.Purged purged -> RetiredView.Purge.of(subject, before, purged);
      case SchemaAnswer.Unavailable(var message) -> throw SchemaException.unavailable(message);
      case SchemaAnswer.Planned _,
          SchemaAnswer.Applied _,
          SchemaAnswer.Stale _,
          SchemaAnswer.Kept _ ->
          throw new IllegalStateException("A purge answers " + answer);
    };
  }

  private PlatformState reread(PlatformState platform) {
    return store
        .platforms()
        .find(platform.id())
        .orElseThrow(
            () -> new IllegalStateException("Platform '%s' is gone".formatted(platform.id())));
  }

  private static void requireNotPaused(PlatformState platform) {
    var pause = platform.pause();
    if (pause != null) {
      throw SchemaException.conflict(
          "platform-paused",
          "Platform '%s' is paused by %s: %s. Resume it first"
              .formatted(platform.id(), pause.by(), pause.reason()));
    }
  }

  /** A plan, and what is taken over in it. */
  private record Planned(SchemaReport report, Set<ObjectName> adopted) {}

  /** Only what is in the way, as a plan without it shows, can be taken over. */
  private static Planned plan(Subject subject, List<NodeKey> nodes, List<String> adopt) {
    var plain = report(subject, nodes, Set.of());
    if (adopt.isEmpty()) {
      return new Planned(plain, Set.of());
    }
    var adopted = ApplyOrder.adopted(adopt, PlanView.of(subject, plain, nodes));
    return new Planned(report(subject, nodes, adopted), adopted);
  }

  private static SchemaReport report(
      Subject subject, List<NodeKey> nodes, Set<ObjectName> adopted) {
    var operations = subject.operations();
    return planned(operations.plan(looking(subject), subject.graph(), nodes, adopted));
  }

  private static SchemaReport planned(SchemaAnswer answer) {
    return switch (answer) {
      case SchemaAnswer.Planned(var report) -> report;
      case SchemaAnswer.Unavailable(var message) -> throw SchemaException.unavailable(message);
      case SchemaAnswer.Applied _,
          SchemaAnswer.Stale _,
          SchemaAnswer.Kept _,
          SchemaAnswer.Purged _ ->
          throw new IllegalStateException("A plan is answered by " + answer);
    };
  }

  private static StepContext looking(Subject subject) {
    return new StepContext(subject.platform().id().toString(), "operator", () -> {});
  }

  private static StepContext context(Subject subject, Actor actor, Hold hold) {
    return new StepContext(
        subject.platform().id().toString(), "operator " + actor.name(), hold.permission());
  }

  /** The nodes that the version lacks and that are not retired yet. */
  private List<NodeKey> leaving(Subject subject) {
    var leaving = new ArrayList<NodeKey>();
    var after = "";
    while (true) {
      var page = store.rollouts().allNodes(subject.platform().id(), after, PAGE);
      page.stream()
          .filter(it -> it.state() != NodeState.RETIRED)
          .map(NodeRecord::key)
          .filter(it -> !subject.graph().nodes().containsKey(it))
          .forEach(leaving::add);
      if (page.size() < PAGE) {
        return leaving;
      }
      after = page.getLast().key().value();
    }
  }
}
