package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeDraft.ExportDraft;
import io.trueup.model.graph.NodeDraft.IngestDraft;
import io.trueup.model.graph.NodeDraft.TransformDraft;
import io.trueup.model.graph.NodeDraft.TriggerDraft;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes finished nodes of drafts, with their fingerprints. What goes into a fingerprint is what a
 * platform could act on: its own declaration and container, those of the primary platform that it
 * reads from, the containers that the node reaches, and of its inputs the keys, not the content.
 */
final class NodeFreezer {

  private final Ecosystem ecosystem;
  private final Map<String, Fingerprint> shared = new HashMap<>();

  NodeFreezer(Ecosystem ecosystem) {
    this.ecosystem = ecosystem;
  }

  PipelineNode freeze(NodeDraft draft) {
    return switch (draft) {
      case IngestDraft ingest -> ingest(ingest);
      case ExportDraft export -> export(export);
      case TriggerDraft trigger -> trigger(trigger);
      case TransformDraft transform -> transform(transform);
    };
  }

  private Ingest ingest(IngestDraft draft) {
    var growth = draft.growth();
    var store = draft.store();
    var datasets = growth.members.stream().map(name -> dataset(store, name)).toList();
    var from =
        draft.primary() == null
            ? ecosystem.container(store.team(), store.capture().container()).orElse(null)
            : null;
    var canonical =
        start(draft)
            .add(store.name())
            .add(shared("capture " + store.name(), store.capture()::fingerprint));
    addContainer(canonical, from);
    addPlatform(canonical, draft.primary());
    addDatasets(canonical, datasets);
    return new Ingest(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        store,
        datasets,
        ecosystem.producers().containsKey(store.name()) ? null : from,
        draft.primary());
  }

  private static Dataset dataset(Datastore store, String name) {
    return store
        .dataset(name)
        .orElseThrow(() ->
            new IllegalStateException(
                "Store '%s' has no dataset '%s'".formatted(store.name(), name)));
  }

  private Export export(ExportDraft draft) {
    var growth = draft.growth();
    var dataset = dataset(draft.store(), draft.dataset());
    var canonical = start(draft).add(draft.store().name()).add(dataset.fingerprint());
    addContainer(canonical, draft.container());
    canonical.addUnordered(growth.members);
    return new Export(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        draft.container(),
        draft.store().name(),
        dataset,
        List.copyOf(growth.members));
  }

  private Trigger trigger(TriggerDraft draft) {
    var growth = draft.growth();
    var schedule = transformerOf(draft.workspace()).trigger();
    return new Trigger(
        draft.key(),
        start(draft).add(Optional.ofNullable(schedule)).fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        draft.workspace().name(),
        schedule);
  }

  private Transform transform(TransformDraft draft) {
    var growth = draft.growth();
    var workspace = draft.workspace();
    var transformer = transformerOf(workspace);
    var canonical =
        start(draft).add(transformer.code().fingerprint()).add(transformer.output().name());
    addContainer(
        canonical, ecosystem.container(workspace.team(), workspace.container()).orElse(null));
    addDatasets(canonical, transformer.output().datasets());
    return new Transform(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        workspace.name(),
        transformer);
  }

  private static DataTransformer transformerOf(Workspace workspace) {
    var transformer = workspace.transformer();
    if (transformer == null) {
      throw new IllegalStateException(
          "Workspace '%s' has no transformer".formatted(workspace.name()));
    }
    return transformer;
  }

  /** The beginning of every node's encoding: its key, platform, priority and inputs' keys. */
  private Canonical start(NodeDraft draft) {
    var canonical = Canonical.of("node").add(draft.key().value());
    addPlatform(canonical, draft.platform());
    return canonical
        .add(draft.growth().priority.name())
        .add(draft.growth().inputs.stream().map(NodeKey::value).toList());
  }

  private void addPlatform(Canonical canonical, @Nullable String name) {
    canonical.add(name != null);
    if (name != null) {
      canonical.add(shared("platform " + name, () -> platform(name)));
    }
  }

  private void addContainer(Canonical canonical, @Nullable DataContainer container) {
    canonical.add(container != null);
    if (container != null) {
      canonical.add(shared("container " + container.qualifiedName(), container::fingerprint));
    }
  }

  private Fingerprint platform(String name) {
    var declaration = ecosystem.platforms().get(name);
    if (declaration == null) {
      return Canonical.of("undeclared").add(name).fingerprint();
    }
    var canonical = Canonical.of("realizer").add(declaration.fingerprint());
    ecosystem
        .container(null, declaration.container())
        .ifPresent(container -> canonical.add(container.fingerprint()));
    return canonical.fingerprint();
  }

  private static void addDatasets(Canonical canonical, List<Dataset> datasets) {
    canonical.add(datasets.size());
    datasets.forEach(dataset -> canonical.add(dataset.fingerprint()));
  }

  /** What many nodes share is digested once. The supplier asks for nothing shared. */
  private Fingerprint shared(String key, Supplier<Fingerprint> supplier) {
    return shared.computeIfAbsent(key, _ -> supplier.get());
  }
}
