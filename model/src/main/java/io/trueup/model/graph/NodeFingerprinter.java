package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets the priority and the fingerprint of nodes. A fingerprint covers what a platform could act
 * on: its own declaration and container, those of the primary platform that it reads from, the
 * containers that the node reaches, and the keys of its inputs but not their content. Safe for any
 * thread.
 */
final class NodeFingerprinter {

  private final EcosystemView view;
  private final Map<String, Fingerprint> captures = new ConcurrentHashMap<>();
  private final Map<String, Fingerprint> platforms = new ConcurrentHashMap<>();
  private final Map<String, Fingerprint> containers = new ConcurrentHashMap<>();

  NodeFingerprinter(EcosystemView view) {
    this.view = view;
  }

  PipelineNode fingerprinted(PipelineNode node, Priority priority) {
    return switch (node) {
      case Ingest ingest -> ingest(ingest, priority);
      case Export export -> export(export, priority);
      case Trigger trigger -> trigger(trigger, priority);
      case Transform transform -> transform(transform, priority);
    };
  }

  private Ingest ingest(Ingest node, Priority priority) {
    var store = node.store();
    var canonical =
        start(node, priority)
            .add(store.name())
            .add(once(captures, store.name(), store.capture()::fingerprint));
    var reads = node.primaryPlatform() == null ? store.capture().container() : null;
    addContainer(
        canonical, ecosystem().flatMap(it -> it.container(store.team(), reads)).orElse(null));
    addPlatform(canonical, node.primaryPlatform());
    canonical.add(node.primaryInputs().stream().map(NodeKey::value).toList());
    addDatasets(canonical, node.datasets().values());
    if (node.primaryPlatform() == null) {
      for (var dataset : node.datasets().values()) {
        canonical.add(Objects.requireNonNullElse(dataset.source(), dataset.name()));
      }
    }
    return new Ingest(
        node.key(),
        canonical.fingerprint(),
        priority,
        node.inputs(),
        store,
        node.datasets(),
        node.source(),
        node.primaryPlatform(),
        node.primaryInputs());
  }

  private Export export(Export node, Priority priority) {
    var canonical = start(node, priority).add(node.store()).add(node.dataset().fingerprint());
    addContainer(canonical, node.container());
    canonical.add(node.consumers().size());
    node.consumers()
        .forEach(it -> canonical.add(it.zone()).add(it.team()).add(it.workspace()).add(it.group()));
    return new Export(
        node.key(),
        canonical.fingerprint(),
        priority,
        node.inputs(),
        node.container(),
        node.store(),
        node.dataset(),
        node.consumers());
  }

  private Trigger trigger(Trigger node, Priority priority) {
    return new Trigger(
        node.key(),
        start(node, priority).add(Optional.ofNullable(node.schedule())).fingerprint(),
        priority,
        node.inputs(),
        node.workspace(),
        node.schedule());
  }

  private Transform transform(Transform node, Priority priority) {
    DataTransformer transformer = node.transformer();
    var canonical =
        start(node, priority)
            .add(transformer.code().fingerprint())
            .add(transformer.output().name());
    Workspace workspace = view.workspace(node.workspace());
    addContainer(canonical, workspace == null ? null : view.container(workspace));
    addDatasets(canonical, transformer.output().datasets().values());
    return new Transform(
        node.key(),
        canonical.fingerprint(),
        priority,
        node.inputs(),
        node.workspace(),
        transformer);
  }

  private Optional<Ecosystem> ecosystem() {
    return Optional.ofNullable(view.ecosystem());
  }

  /** The start of every node's encoding: its key, platform, priority and the keys of its inputs. */
  private FingerprintBuilder start(PipelineNode node, Priority priority) {
    var canonical = FingerprintBuilder.of("node").add(node.key().value());
    addPlatform(canonical, node.key().platform());
    return canonical.add(priority.name()).add(node.inputs().stream().map(NodeKey::value).toList());
  }

  private void addPlatform(FingerprintBuilder canonical, @Nullable String name) {
    canonical.add(name != null);
    if (name != null) {
      canonical.add(once(platforms, name, () -> platform(name)));
    }
  }

  private void addContainer(FingerprintBuilder canonical, @Nullable DataContainer container) {
    canonical.add(container != null);
    if (container != null) {
      canonical.add(once(containers, container.qualifiedName(), container::fingerprint));
    }
  }

  private Fingerprint platform(String name) {
    var declaration = ecosystem().map(it -> it.platforms().get(name)).orElse(null);
    if (declaration == null) {
      return FingerprintBuilder.of("undeclared").add(name).fingerprint();
    }
    var canonical = FingerprintBuilder.of("realizer").add(declaration.fingerprint());
    ecosystem()
        .flatMap(it -> it.container(null, declaration.container()))
        .ifPresent(container -> canonical.add(container.fingerprint()));
    return canonical.fingerprint();
  }

  private static void addDatasets(FingerprintBuilder canonical, Collection<Dataset> datasets) {
    canonical.add(datasets.size());
    datasets.forEach(dataset -> canonical.add(dataset.fingerprint()));
  }

  /** A fingerprint that many nodes share, computed once. The supplier must not use the same map. */
  private static Fingerprint once(
      Map<String, Fingerprint> known, String name, Supplier<Fingerprint> supplier) {
    var found = known.get(name);
    return found != null ? found : known.computeIfAbsent(name, _ -> supplier.get());
  }
}
