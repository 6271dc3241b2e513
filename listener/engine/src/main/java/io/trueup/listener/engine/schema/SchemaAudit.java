package io.trueup.listener.engine.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.engine.schema.ApplyEvent.NodeEnded;
import io.trueup.listener.engine.schema.ApplyEvent.Outcome;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits what operators did to schemas, and resumes rollouts that waited for it. */
final class SchemaAudit {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaAudit.class);

  /** The journal has every statement; an audit entry has as many as a person reads. */
  private static final int MOST_STATEMENTS = 200;

  private final StateStore store;
  private final Consumer<PlatformId> poke;

  SchemaAudit(StateStore store, Consumer<PlatformId> poke) {
    this.store = store;
    this.poke = poke;
  }

  void applied(ApplyRun.Report report) {
    var task = report.task();
    var statements = report.nodes().stream().flatMap(it -> it.statements().stream()).toList();
    var after = new LinkedHashMap<String, Object>();
    after.put("version", task.version().version());
    after.put("digest", task.plan().digest());
    after.put("outcome", report.end().outcome().name());
    after.put("message", report.end().message());
    after.put("allowed", List.copyOf(task.order().allowed()));
    after.put(
        "adopted", task.order().adopted().stream().sorted().map(ApplyOrder::spelled).toList());
    after.put("done", done(report).map(NodeKey::value).toList());
    after.put("notDone", notDone(report));
    after.put("statementCount", statements.size());
    after.put("statements", statements.subList(0, Math.min(MOST_STATEMENTS, statements.size())));
    append(
        task.actor(),
        AuditVerbs.SCHEMA_APPLIED,
        task.version().platform(),
        after,
        Objects.requireNonNullElse(task.reason(), "By hand"));
    recordDone(report);
  }

  private static Stream<NodeKey> done(ApplyRun.Report report) {
    return report.nodes().stream().filter(it -> it.outcome() == Outcome.DONE).map(NodeEnded::node);
  }

  private static Map<String, String> notDone(ApplyRun.Report report) {
    var messages = new LinkedHashMap<String, String>();
    report.nodes().stream()
        .filter(it -> it.outcome() != Outcome.DONE)
        .forEach(it -> messages.put(it.node().value(), String.valueOf(it.message())));
    return messages;
  }

  /** A failure or crash before this is harmless: the jobs' next starts find nothing left to do. */
  private void recordDone(ApplyRun.Report report) {
    var task = report.task();
    try {
      store
          .rollouts()
          .recordApplied(task.platform(), task.version().version(), done(report).toList());
    } catch (StateStoreException e) {
      LOG.warn(
          "Cannot show the nodes of platform '{}' as applied, though the change is audited;"
              + " their jobs' next starts confirm them",
          task.platform(),
          e);
    }
  }

  /** Resumes a rollout that waited for what was applied; on failure it resumes at its own time. */
  void resumeRollout(PlatformId platform, Actor actor) {
    try {
      retryWaiting(platform, actor);
    } catch (StateStoreException e) {
      LOG.warn(
          "Cannot resume the rollout of platform '{}'; it goes on at its own time", platform, e);
    }
    poke.accept(platform);
  }

  void purged(PlatformVersion version, PurgeResult.Purged purged, Actor actor, String reason) {
    var after = new LinkedHashMap<String, Object>();
    after.put("retiredBefore", purged.retiredBefore().toString());
    after.put(
        "dropped",
        purged.dropped().stream().map(Retired::relation).map(ObjectName::toString).toList());
    after.put("kept", kept(purged));
    append(actor, AuditVerbs.SCHEMA_PURGED, version.platform(), after, reason);
    poke.accept(version.platform().id());
  }

  private static List<Map<String, String>> kept(PurgeResult.Purged purged) {
    return purged.kept().entrySet().stream()
        .sorted(Comparator.comparing(it -> it.getKey().toString()))
        .map(it -> {
          var kept = new LinkedHashMap<String, String>();
          kept.put("name", it.getKey().toString());
          kept.put("reason", it.getValue());
          return (Map<String, String>) kept;
        })
        .toList();
  }

  private void append(
      Actor actor, String verb, PlatformState platform, Map<String, Object> after, String reason) {
    try {
      store
          .audit()
          .append(
              actor,
              verb,
              Lease.resource(platform.id()),
              JsonMappers.STRICT.writeValueAsString(after),
              reason);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write an audit entry as JSON: " + after, e);
    }
  }

  /** Retries at once a step that failed because what was applied now was missing. */
  private void retryWaiting(PlatformId id, Actor actor) {
    store
        .platforms()
        .find(id)
        .flatMap(it -> Optional.ofNullable(it.rollout()))
        .filter(it -> it.state() == Rollout.State.EXECUTING && it.retryAt() != null)
        .ifPresent(_ -> {
          var _ = store.platforms().retry(id, actor, "its schema was applied by hand");
        });
  }
}
