package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.notification.FailingSteps.Step;
import io.trueup.statestore.ChangeForms;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StateChange.TargetMoved;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one digest, gathered by what people think of: the version of a source, the step
 * of a node, the action of an operator. It grows with the things that changed and not with their
 * changes. Sends nothing and knows no clock. Used by one thread.
 */
final class Digest {

  private final NotificationRule rule;
  private final FailingSteps before;
  private final Map<Record, Step> bySubject = new HashMap<>();
  private @Nullable First first;

  final SortedMap<SourceId, TreeMap<Long, VersionNews>> versions = new TreeMap<>();
  final Map<PlatformId, ShutGate> waiting = new LinkedHashMap<>();
  final Map<Step, StepNews> steps = new LinkedHashMap<>();

  /** By the failed step that is told, others of the same subject that are only counted. */
  final Map<Step, Set<Step>> besides = new HashMap<>();

  final Set<Step> recovered = new LinkedHashSet<>();

  /** By source, the last of each. */
  final Map<SourceId, ActionRecorded> sources = new LinkedHashMap<>();

  final Map<Action, Integer> actions = new LinkedHashMap<>();

  /** By type and what they are about. */
  final Map<String, Map<String, Integer>> others = new LinkedHashMap<>();

  /** The oldest change that is to be told. */
  record First(long position, Instant at) {}

  /** What an operator did; the same more than once counts. */
  record Action(String actor, String verb, String about, String reason) {}

  /** What became of a version. */
  static final class VersionNews {
    @Nullable MergeJudged judged;
    boolean isVerdictNews;
    final Set<String> realized = new LinkedHashSet<>();

    boolean isNews() {
      return isVerdictNews || !realized.isEmpty();
    }
  }

  /**
   * What became of a step that failed.
   *
   * @param last the last failure
   * @param hasLanded since
   */
  record StepNews(StepFailed last, Instant at, int times, boolean hasLanded) {

    StepNews again(StepFailed failed, Instant when) {
      return new StepNews(failed, when, times + 1, false);
    }

    StepNews landed() {
      return new StepNews(last, at, times, true);
    }
  }

  Digest(NotificationRule rule, FailingSteps before) {
    this.rule = rule;
    this.before = before;
  }

  /** The oldest change that is to be told; empty when there is nothing to tell. */
  Optional<First> first() {
    return Optional.ofNullable(first);
  }

  /** Takes the next change. */
  void add(RecordedChange recorded) {
    var change = recorded.change();
    if (!rule.isFor(change)) {
      return;
    }
    var isGathered = gather(change, recorded.at());
    var isCounted = count(change);
    if ((isGathered || isCounted) && first == null) {
      first = new First(recorded.position(), recorded.at());
    }
  }

  /** Keeps what is to be told, and what explains it; returns whether it is to be told. */
  private boolean gather(StateChange change, Instant at) {
    return switch (change) {
      case MergeJudged it -> judged(it);
      case Realized it -> rule.hasTopicOf(it) && realized(it);
      case StepFailed it -> rule.hasTopicOf(it) && failed(it, at);
      case StepLanded it -> rule.tells(Topic.STEP_FAILED) && landed(Step.of(it));
      case GateShut it -> rule.hasTopicOf(it) && shut(it);
      case GateOpened it -> {
        waiting.remove(it.platform());
        yield false;
      }
      case TargetMoved it -> {
        waiting.remove(it.platform());
        yield rule.hasTopicOf(it)
            && acted(
                new Action(
                    it.actor(), "moved to version %d".formatted(it.to()), it.about(), it.reason()));
      }
      case ActionRecorded it -> rule.hasTopicOf(it) && recorded(it);
      case StateChange.RolloutChanged _,
          StateChange.NodesAwaiting _,
          StateChange.RunBegun _,
          StateChange.RunEnded _ ->
          false;
    };
  }

  private VersionNews news(SourceId source, long version) {
    return versions
        .computeIfAbsent(source, _ -> new TreeMap<>())
        .computeIfAbsent(version, _ -> new VersionNews());
  }

  private boolean judged(MergeJudged merge) {
    var news = news(merge.source(), merge.version());
    news.judged = merge;
    news.isVerdictNews = rule.hasTopicOf(merge);
    return news.isVerdictNews;
  }

  private boolean realized(Realized realized) {
    waiting.remove(realized.platform());
    return news(realized.source(), realized.version()).realized.add(realized.platform().name());
  }

  private boolean failed(StepFailed failed, Instant at) {
    var step = Step.of(failed);
    var known = steps.get(step);
    if (known == null) {
      var subject = rule.failures().subject(step);
      var told = bySubject.get(subject);
      if (told != null) {
        return besides.computeIfAbsent(told, _ -> new HashSet<>()).add(step);
      }
      if (!before.isNews(step, at, rule.failures(), recovered)) {
        return false;
      }
      bySubject.put(subject, step);
    }
    recovered.remove(step);
    steps.put(step, known == null ? new StepNews(failed, at, 1, false) : known.again(failed, at));
    return true;
  }

  private boolean landed(Step step) {
    if (steps.computeIfPresent(step, (_, known) -> known.landed()) != null) {
      return true;
    }
    return before.has(step) && recovered.add(step);
  }

  private boolean shut(GateShut shut) {
    waiting.put(shut.platform(), shut.gate());
    return true;
  }

  private boolean recorded(ActionRecorded action) {
    var source = action.source();
    if (source != null && Topic.SOURCE_BLOCKED.takes(action) && rule.tells(Topic.SOURCE_BLOCKED)) {
      sources.put(source, action);
      return true;
    }
    return acted(new Action(action.actor(), action.verb(), action.about(), action.reason()));
  }

  private boolean acted(Action action) {
    actions.merge(action, 1, Integer::sum);
    return true;
  }

  private boolean count(StateChange change) {
    if (!rule.counts(change)) {
      return false;
    }
    others
        .computeIfAbsent(ChangeForms.type(change), _ -> new LinkedHashMap<>())
        .merge(change.about(), 1, Integer::sum);
    return true;
  }

  /** The failures that are known once this was told. */
  FailingSteps failing() {
    var failed = new LinkedHashMap<Step, Instant>();
    var over = new LinkedHashSet<>(recovered);
    steps.forEach((step, news) -> {
      if (news.hasLanded()) {
        over.add(step);
      } else {
        failed.put(step, news.at());
      }
    });
    return before.with(failed, over);
  }

  /** What people are told; without lines when all of it is over already. */
  Message message() {
    return DigestText.of(this);
  }
}
