package io.trueup.model;

import io.trueup.model.ecosystem.AllowForbid;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Vendor;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.ecosystem.ZonePolicies;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds ecosystems of one team, {@code z/t}, for tests of what follows from them. */
public final class EcosystemBuilder {

  private static final Credential ADMIN = new Credential("admin", Credential.Kind.USER_PASSWORD);
  private static final Credential READER = new Credential("reader", Credential.Kind.USER_PASSWORD);

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
        Stream.of(sinks)
            .map(it -> it.split("/", -1))
            .map(it -> new DatasetSink(it[0], it[1], false));
    return new DatasetGroup(name, null, parsed.toList(), Documentation.NONE);
  }

  /** A platform with a container of its own. */
  public EcosystemBuilder platform(String name) {
    container("on_" + name);
    platforms.put(
        name,
        new PlatformDeclaration(
            name,
            "postgres",
            History.FORENSIC,
            "z/t/on_" + name,
            ADMIN,
            new TreeMap<>(),
            new TreeMap<>(),
            RolloutPolicy.MERGE,
            JobPolicy.DEFAULT,
            null,
            List.of(),
            new TreeSet<>(),
            Documentation.NONE));
    return this;
  }

  /** A container of the team. */
  public EcosystemBuilder container(String name) {
    var container =
        new DataContainer(
            "z/t/" + name,
            DataContainer.Type.POSTGRES,
            name,
            5432,
            "db",
            "public",
            DataContainer.Storage.NONE,
            List.of("V/a"),
            null,
            false,
            null,
            Documentation.NONE);
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
    var capture = new Capture(Capture.Kind.CDC, "source", READER, consistency, "0 2 * * *", null);
    stores.put(name, store(name, capture, datasets));
    return this;
  }

  private static Datastore store(String name, Capture capture, String... datasets) {
    return new Datastore(
        name,
        "z/t",
        capture,
        false,
        Governance.NONE,
        PersistentMap.index(
            Stream.of(datasets).map(EcosystemBuilder::dataset).toList(), Dataset::name),
        Documentation.NONE);
  }

  private static Dataset dataset(String name) {
    var columns =
        List.of(
            new Column(
                "id", DataType.parse("decimal(9,0)"), false, true, List.of(), Documentation.NONE),
            new Column(
                "v",
                DataType.parse("decimal(9,2)"),
                true,
                false,
                List.of("PC3"),
                Documentation.NONE));
    return Dataset.of(
        name,
        null,
        DatasetSchema.of(columns, List.of("id"), List.of()),
        new Governance(List.of("IP"), List.of(), false, null),
        Documentation.NONE);
  }

  /** A workspace. */
  public EcosystemBuilder workspace(
      String name, @Nullable String container, Priority priority, DatasetGroup... groups) {
    workspaces.put(name, workspace(name, container, priority, List.of(groups), null));
    return this;
  }

  private static Workspace workspace(
      String name,
      @Nullable String container,
      Priority priority,
      List<DatasetGroup> groups,
      @Nullable DataTransformer transformer) {
    return new Workspace(
        name,
        "z/t",
        container,
        priority,
        false,
        AllowForbid.ANYTHING,
        groups,
        transformer,
        Documentation.NONE);
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
            Capture.Kind.TRANSFORMER,
            container,
            null,
            Capture.Consistency.MULTI_DATASET,
            null,
            null);
    var store = store(output, capture, datasets.toArray(String[]::new));
    var code = new DataTransformer.Code("h/o/n", "v1", "run", null);
    workspaces.put(
        name,
        workspace(
            name,
            container,
            priority,
            List.of(groups),
            new DataTransformer(code, null, store, Documentation.NONE)));
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
    var grouped = new TreeMap<GroupKey, List<Assignment>>();
    assignments.forEach(
        it -> grouped.computeIfAbsent(it.groupKey(), _ -> new ArrayList<>()).add(it));
    grouped.values().forEach(it -> it.sort(Comparator.comparing(Assignment::platform)));
    return new Ecosystem(
        new EcosystemDeclaration(
            "E",
            RepositoryBranch.parse("h/o/n@eco"),
            RepositoryBranch.parse("h/o/n@main"),
            new TreeMap<>(
                Map.of(
                    "V",
                    new Vendor(
                        "V",
                        Vendor.Cloud.PRIVATE,
                        new TreeSet<>(List.of("V", "V/a")),
                        Documentation.NONE))),
            new TreeMap<>(Map.of("z", RepositoryBranch.parse("h/o/n@z"))),
            platforms,
            Documentation.NONE),
        PersistentMap.<String, GovernanceZone>empty()
            .with(
                "z",
                new GovernanceZone(
                    "z",
                    new TreeMap<>(Map.of("t", RepositoryBranch.parse("h/o/n@t"))),
                    ZonePolicies.NONE,
                    Documentation.NONE)),
        PersistentMap.<String, Team>empty()
            .with("z/t", new Team("z/t", new TreeMap<>(), Documentation.NONE)),
        PersistentMap.copyOf(containers),
        PersistentMap.copyOf(stores),
        PersistentMap.copyOf(workspaces),
        PersistentMap.copyOf(grouped),
        PersistentMap.copyOf(primary),
        PersistentMap.copyOf(producers));
  }
}
