package io.trueup.listener.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.schema.ApplyEvent.Outcome;
import io.trueup.listener.text.Json;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what operators did to schemas, and has rollouts go on that waited for it. */
final class SchemaAudit {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaAudit.class);

  /** Every statement is in the journal; the audit's entry shows as many as a person reads. */
  private static final int MOST_STATEMENTS = 200;

  private final StateStore store;
  private final Consumer<PlatformId> poke;

  SchemaAudit(StateStore store, Consumer<PlatformId> poke) {
    this.store = store;
    this.poke = poke;
  }

  void applied(Application application, Actor actor, @Nullable String reason) {
    var statements = application.events().stream().flatMap(it -> it.statements().stream()).toList();
    var after = new LinkedHashMap<String, Object>();
    after.put("version", application.subject().version());
    after.put("digest", application.digest());
    after.put("outcome", application.end().outcome());
    after.put("message", application.end().message());
    after.put("allowed", List.copyOf(application.order().allowed()));
    after.put(
        "adopted",
        application.order().adopted().stream().sorted().map(ApplyOrder::spelled).toList());
    after.put("done", nodes(application, Outcome.DONE));
    after.put("notDone", notDone(application));
    after.put("statementCount", statements.size());
    after.put("statements", statements.subList(0, Math.min(MOST_STATEMENTS, statements.size())));
    var platform = application.subject().platform();
    append(actor, AuditVerbs.SCHEMA_APPLIED, platform, after, reason == null ? "By hand" : reason);
    recordDone(application);
  }

  /** Failing or crashing before this is harmless: the jobs' next starts find nothing left to do. */
  private void recordDone(Application application) {
    var platform = application.subject().platform().id();
    try {
      store
          .rollouts()
          .recordApplied(
              platform,
              application.subject().version(),
              nodes(application, Outcome.DONE).stream().map(NodeKey::new).toList());
    } catch (StateStoreException e) {
      LOG.warn(
          "What was applied to platform '{}' is audited, but its nodes are not shown as applied;"
              + " their jobs' next starts confirm them",
          platform,
          e);
    }
  }

  /** Has a rollout go on that waited for what was done; if nobody can, it does at its own time. */
  void goOn(PlatformId platform, Actor actor) {
    try {
      retryWaiting(platform, actor);
    } catch (StateStoreException e) {
      LOG.warn("Platform '{}' is not asked to go on; it does at its own time", platform, e);
    }
    poke.accept(platform);
  }

  private static List<String> nodes(Application application, Outcome outcome) {
    return application.events().stream()
        .filter(it -> it.outcome() == outcome)
        .map(it -> String.valueOf(it.node()))
        .toList();
  }

  private static Map<String, String> notDone(Application application) {
    var messages = new LinkedHashMap<String, String>();
    application.events().stream()
        .filter(it -> it.outcome() != Outcome.DONE)
        .forEach(it -> messages.put(String.valueOf(it.node()), String.valueOf(it.message())));
    return messages;
  }

  void purged(Subject subject, RetiredView.Purge purge, Actor actor, String reason) {
    var after = new LinkedHashMap<String, Object>();
    after.put("retiredBefore", purge.retiredBefore());
    after.put("dropped", purge.dropped().stream().map(RetiredView.Item::name).toList());
    after.put("kept", purge.kept());
    append(actor, AuditVerbs.SCHEMA_PURGED, subject.platform(), after, reason);
    poke.accept(subject.platform().id());
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
              Json.STRICT.writeValueAsString(after),
              reason);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every entry can be written", e);
    }
  }

  /**
   * A step that failed for want of what was done now is tried at once. Asking for that also asks a
   * platform to move to what is merged, so it is left to the step's own time where that would be
   * more than was asked for.
   */
  private void retryWaiting(PlatformId id, Actor actor) {
    store
        .platforms()
        .find(id)
        .filter(it ->
            it.policy() == RolloutPolicy.MERGE || it.target().version() == it.merged().version())
        .flatMap(it -> Optional.ofNullable(it.rollout()))
        .filter(it -> it.state() == Rollout.State.EXECUTING && it.retryAt() != null)
        .ifPresent(_ -> {
          var _ = store.platforms().requestSync(id, actor, "its schema was applied by hand");
        });
  }
}
