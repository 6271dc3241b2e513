package io.trueup.model;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.type.DataType.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds ecosystems of one team, {@code z/t}, for tests of what follows from them. */
public final class EcosystemBuilder {

  private final SortedMap<String, PlatformDeclaration> platforms = new TreeMap<>();
  private final SortedMap<String, DataContainer> containers = new TreeMap<>();
  private final SortedMap<String, Datastore> stores = new TreeMap<>();
  private final SortedMap<String, Workspace> workspaces = new TreeMap<>();
  private final List<Assignment> assignments = new ArrayList<>();
  private final SortedMap<String, SortedSet<String>> primary = new TreeMap<>();
  private final SortedMap<String, String> producers = new TreeMap<>();

  /** A group's sinks, each {@code store/dataset}. */
  public static DatasetGroup group(String name, String... sinks) {
    var parsed =
        Stream.of(sinks).map(it -> it.split("/", -1)).map(it -> new DatasetSink(it[0], it[1]));
    return new DatasetGroup(name, null, null, parsed.toList());
  }

  /** A platform with a container of its own. */
  public EcosystemBuilder platform(String name) {
    container("on_" + name);
    platforms.put(
        name,
        new PlatformDeclaration(
            name, "postgres", History.FORENSIC, "z/t/on_" + name, "admin", RolloutPolicy.MERGE));
    return this;
  }

  /** A container of the team. */
  public EcosystemBuilder container(String name) {
    var container =
        new DataContainer(
            "z/t/" + name, DataContainer.Type.POSTGRES, name, 5432, "db", "public", List.of("V/a"));
    containers.put(container.qualifiedName(), container);
    return this;
  }

  /** A store whose datasets are captured together. */
  public EcosystemBuilder multi(String name, String... datasets) {
    return store(name, Capture.Consistency.MULTI_DATASET, datasets);
  }

  /** A store whose datasets are captured one by one. */
  public EcosystemBuilder single(String name, String... datasets) {
    return store(name, Capture.Consistency.SINGLE_DATASET, datasets);
  }

  private EcosystemBuilder store(String name, Capture.Consistency consistency, String... datasets) {
    var capture = new Capture(Capture.Kind.CDC, "source", "reader", consistency, "0 2 * * *");
    stores.put(name, new Datastore(name, "z/t", capture, datasets(datasets)));
    return this;
  }

  private static List<Dataset> datasets(String... names) {
    return Stream.of(names).map(EcosystemBuilder::dataset).toList();
  }

  private static Dataset dataset(String name) {
    var columns =
        List.of(
            new Column("id", new Decimal(9, 0), false, true, List.of()),
            new Column("v", new Decimal(9, 2), true, false, List.of("PC3")));
    return Dataset.of(name, List.of("IP"), columns, List.of("id"));
  }

  /** A workspace. */
  public EcosystemBuilder workspace(
      String name, @Nullable String container, Priority priority, DatasetGroup... groups) {
    workspaces.put(name, new Workspace(name, "z/t", container, priority, List.of(groups), null));
    return this;
  }

  /** A workspace whose transformer makes a store. */
  public EcosystemBuilder transformer(
      String name,
      @Nullable String container,
      Priority priority,
      String output,
      List<String> datasets,
      DatasetGroup... groups) {
    var capture =
        new Capture(
            Capture.Kind.TRANSFORMER, container, null, Capture.Consistency.MULTI_DATASET, null);
    var store = new Datastore(output, "z/t", capture, datasets(datasets.toArray(String[]::new)));
    var code = new DataTransformer.Code("h/o/n", "v1", "run", null);
    workspaces.put(
        name,
        new Workspace(
            name,
            "z/t",
            container,
            priority,
            List.of(groups),
            new DataTransformer(code, null, store)));
    stores.put(output, store);
    producers.put(output, name);
    return this;
  }

  /** An assignment that is in force. */
  public EcosystemBuilder assign(String workspace, String group, String platform) {
    return assign(workspace, group, platform, Assignment.Status.PROVISIONED);
  }

  /** An assignment. */
  public EcosystemBuilder assign(
      String workspace, String group, String platform, Assignment.Status status) {
    assignments.add(new Assignment(workspace, group, platform, status));
    return this;
  }

  /** Platforms that alone read a store's source. */
  public EcosystemBuilder primary(String store, String... names) {
    primary.put(store, new TreeSet<>(List.of(names)));
    return this;
  }

  /** The ecosystem. */
  public Ecosystem build() {
    return new Ecosystem(
        "E",
        RepositoryBranch.parse("h/o/n@eco"),
        RepositoryBranch.parse("h/o/n@main"),
        new TreeSet<>(List.of("V", "V/a")),
        new TreeMap<>(platforms),
        new TreeMap<>(containers),
        new TreeMap<>(stores),
        new TreeMap<>(workspaces),
        List.copyOf(assignments),
        new TreeMap<>(primary),
        new TreeMap<>(producers));
  }
}
