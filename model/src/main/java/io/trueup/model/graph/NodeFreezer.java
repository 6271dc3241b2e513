package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Ecosystem;
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

/**
 * Makes finished nodes of drafts, with their fingerprints. What goes into a fingerprint is what a
 * platform could act on: its own declaration and container, and of the node all but its inputs'
 * content.
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
    var datasets =
        store.datasets().stream().filter(it -> growth.members.contains(it.name())).toList();
    var readsSource = draft.primary() == null;
    var source =
        readsSource && !ecosystem.producers().containsKey(store.name())
            ? ecosystem.container(store.team(), store.capture().container()).orElse(null)
            : null;
    var canonical =
        start(draft)
            .add(store.name())
            .add(shared("capture " + store.name(), () -> store.capture().fingerprint()))
            .add(Optional.ofNullable(draft.primary()));
    canonical.add(source != null);
    if (source != null) {
      canonical.add(shared("container " + source.qualifiedName(), source::fingerprint));
    }
    addDatasets(canonical, datasets);
    return new Ingest(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        store,
        datasets,
        source,
        draft.primary());
  }

  private Export export(ExportDraft draft) {
    var growth = draft.growth();
    var dataset =
        draft
            .store()
            .dataset(draft.dataset())
            .orElseThrow(() -> new IllegalStateException("No dataset for " + draft.key()));
    var canonical =
        start(draft)
            .add(draft.store().name())
            .add(dataset.fingerprint())
            .add(
                shared(
                    "container " + draft.container().qualifiedName(),
                    draft.container()::fingerprint))
            .addUnordered(growth.members);
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
    var canonical =
        start(draft)
            .add(Optional.ofNullable(schedule))
            .add(growth.inputs.stream().map(NodeKey::value).toList());
    return new Trigger(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        draft.workspace().name(),
        schedule);
  }

  private Transform transform(TransformDraft draft) {
    var growth = draft.growth();
    var transformer = transformerOf(draft.workspace());
    var canonical =
        start(draft).add(transformer.code().fingerprint()).add(transformer.output().name());
    addDatasets(canonical, transformer.output().datasets());
    return new Transform(
        draft.key(),
        canonical.fingerprint(),
        growth.priority,
        List.copyOf(growth.inputs),
        draft.workspace().name(),
        transformer);
  }

  private static DataTransformer transformerOf(io.trueup.model.ecosystem.Workspace workspace) {
    var transformer = workspace.transformer();
    if (transformer == null) {
      throw new IllegalStateException(
          "Workspace '%s' has no transformer".formatted(workspace.name()));
    }
    return transformer;
  }

  /** The beginning of every node's encoding: its kind and key, its platform and its priority. */
  private Canonical start(NodeDraft draft) {
    return Canonical.of("node")
        .add(draft.key().value())
        .add(shared("platform " + draft.platform(), () -> platform(draft.platform())))
        .add(draft.growth().priority.name());
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

  /** What many nodes share is digested once. */
  private Fingerprint shared(String key, Supplier<Fingerprint> supplier) {
    return shared.computeIfAbsent(key, _ -> supplier.get());
  }
}
