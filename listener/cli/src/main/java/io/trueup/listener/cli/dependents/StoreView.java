package io.trueup.listener.cli.dependents;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.verdict.Model;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A store with its producer, platforms and consumers.
 *
 * @param producer the workspace whose transformer makes it; null when it is captured
 * @param container qualified name of the container that it is captured from; null when there is
 *     none
 * @param primaryIngestion the platforms that read its source for all others; empty when each reads
 *     it itself
 * @param platforms that ingest it
 */
public record StoreView(
    String store,
    String team,
    String capture,
    String consistency,
    @Nullable String trigger,
    @Nullable String container,
    boolean production,
    boolean deprecated,
    @Nullable String producer,
    List<String> primaryIngestion,
    List<String> platforms,
    List<DatasetView> datasets) {

  /**
   * A dataset.
   *
   * @param workspaces that take it
   */
  public record DatasetView(
      String dataset,
      int columns,
      List<String> primaryKey,
      List<String> classifications,
      List<String> workspaces) {}

  /** The view of a store in a model. */
  public static StoreView of(Model model, Datastore store) {
    var ecosystem = model.ecosystem();
    var capture = store.capture();
    var container = capture.container();
    SortedSet<String> none = new TreeSet<>();
    return new StoreView(
        store.name(),
        store.team(),
        capture.kind().text(),
        capture.consistency().text(),
        capture.trigger(),
        container == null ? null : Ecosystem.qualified(store.team(), container),
        store.isProduction(),
        store.governance().isDeprecated(),
        ecosystem.producers().find(store.name()),
        List.copyOf(ecosystem.primaryIngestion().getOrDefault(store.name(), none)),
        platforms(model, store),
        store.datasets().values().stream().map(it -> dataset(model, store, it)).toList());
  }

  private static DatasetView dataset(Model model, Datastore store, Dataset dataset) {
    var takers = model.graph().references().wanting(store.name(), dataset.name());
    return new DatasetView(
        dataset.name(),
        dataset.columns().size(),
        dataset.primaryKey(),
        dataset.classifications(),
        List.copyOf(takers));
  }

  private static List<String> platforms(Model model, Datastore store) {
    return model.graphs().values().stream()
        .filter(graph ->
            graph.nodes().values().stream()
                .anyMatch(it ->
                    it instanceof PipelineNode.Ingest ingest
                        && ingest.store().name().equals(store.name())))
        .map(it -> it.platform().name())
        .toList();
  }
}
