package io.trueup.model.verdict;

import io.trueup.model.document.Fragment.Declared;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.ecosystem.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts the documents of all files together. Two documents that declare one thing are a problem at
 * the later one, by path and place, so that the order of reading never changes the verdict. Not
 * thread-safe; one instance links one version.
 */
final class Linker {

  private static final Comparator<Assignment> BY_GROUP =
      Comparator.comparing(Assignment::workspace)
          .thenComparing(Assignment::group)
          .thenComparing(Assignment::platform)
          .thenComparing(Assignment::status);

  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private @Nullable EcosystemDocument root;
  private final SortedMap<String, SortedMap<String, RepositoryBranch>> zones = new TreeMap<>();
  private final SortedMap<String, TeamDocument> teams = new TreeMap<>();
  private final SortedMap<String, Datastore> stores = new TreeMap<>();
  private final SortedMap<String, String> producers = new TreeMap<>();
  private final SortedMap<String, Workspace> workspaces = new TreeMap<>();
  private final SortedMap<String, DataContainer> containers = new TreeMap<>();
  private final List<Assigned> assignments = new ArrayList<>();
  private final SortedMap<String, SortedSet<String>> primary = new TreeMap<>();

  /** An assignment with the document that makes it; two documents can make the same. */
  record Assigned(Assignment assignment, Origin origin) {}

  /** Links the files of a version, given by path. */
  static Linker link(List<ModelFile> files) {
    var linker = new Linker();
    files.stream()
        .sorted(Comparator.comparing(ModelFile::path))
        .forEach(file ->
            file.fragment()
                .documents()
                .forEach(declared -> linker.add(declared, origin(file, declared))));
    return linker;
  }

  private static Origin origin(ModelFile file, Declared declared) {
    return new Origin(
        file.path(), file.blob(), declared.index(), declared.line(), declared.column());
  }

  private void add(Declared declared, Origin origin) {
    switch (declared.document()) {
      case EcosystemDocument document -> {
        if (register("Ecosystem", document, origin)) {
          root = document;
        }
      }
      case GovernanceZoneDocument document -> {
        if (register(key(document), document, origin)) {
          zones.put(document.name(), document.teams());
        }
      }
      case TeamDocument document -> {
        if (register(key(document), document, origin)) {
          teams.put(document.name(), document);
          document.containers().values().forEach(it -> containers.put(it.qualifiedName(), it));
        }
      }
      case DatastoreDocument(var store) -> {
        if (register(storeKey(store.name()), declared.document(), origin)) {
          stores.put(store.name(), store);
        }
      }
      case WorkspaceDocument document -> addWorkspace(document, origin);
      case AssignmentsDocument document -> addAssignments(document, origin);
    }
  }

  private void addWorkspace(WorkspaceDocument document, Origin origin) {
    var workspace = document.workspace();
    if (!register(workspaceKey(workspace.name()), document, origin)) {
      return;
    }
    workspaces.put(workspace.name(), workspace);
    var transformer = workspace.transformer();
    if (transformer != null) {
      var store = transformer.output();
      var earlier = origins.putIfAbsent(storeKey(store.name()), origin);
      if (earlier == null) {
        stores.put(store.name(), store);
        producers.put(store.name(), workspace.name());
      } else {
        findings.add(
            twice(
                "Datastore",
                store.name(),
                earlier,
                origin,
                List.of("transformer", "output", "name")));
      }
    }
  }

  private void addAssignments(AssignmentsDocument document, Origin origin) {
    document.assignments().forEach(it -> assignments.add(new Assigned(it, origin)));
    document
        .primaryIngestion()
        .forEach((store, platforms) -> {
          origins.putIfAbsent(primaryKey(store), origin);
          platforms.forEach(platform -> origins.putIfAbsent(primaryKey(store, platform), origin));
          primary.computeIfAbsent(store, _ -> new TreeSet<>()).addAll(platforms);
        });
  }

  private boolean register(String key, ModelDocument document, Origin origin) {
    var earlier = origins.putIfAbsent(key, origin);
    if (earlier != null) {
      findings.add(twice(document.kind(), document.name(), earlier, origin, List.of("name")));
    }
    return earlier == null;
  }

  private static Finding twice(
      String kind, String name, Origin earlier, Origin origin, List<String> path) {
    return Finding.error(
        "document.declared-twice",
        origin,
        path,
        "%s '%s' is declared here and at %s:%d:%d"
            .formatted(kind, name, earlier.path(), earlier.line(), earlier.column()),
        "Remove or rename one of the two");
  }

  private static String key(ModelDocument document) {
    return document.kind() + " " + document.name();
  }

  static String storeKey(String name) {
    return "Datastore " + name;
  }

  static String workspaceKey(String name) {
    return "Workspace " + name;
  }

  /** A store's entry in primary ingestion. */
  static String primaryKey(String store) {
    return "primary " + store;
  }

  /** A platform in a store's entry in primary ingestion. */
  static String primaryKey(String store, String platform) {
    return "primary " + store + " " + platform;
  }

  /** What is declared twice: of such a thing only the first declaration is known. */
  List<Finding> findings() {
    return findings;
  }

  /** Where a thing was declared, by its key; null when it was not. */
  @Nullable Origin origin(String key) {
    return origins.get(key);
  }

  List<Assigned> assignments() {
    return assignments;
  }

  SortedMap<String, SortedMap<String, RepositoryBranch>> zones() {
    return zones;
  }

  SortedMap<String, TeamDocument> teams() {
    return teams;
  }

  @Nullable EcosystemDocument root() {
    return root;
  }

  /** All of it in one value; null when nothing declares the ecosystem. */
  @Nullable Ecosystem ecosystem() {
    return root == null
        ? null
        : new Ecosystem(
            root.name(),
            root.owner(),
            root.live(),
            root.locations(),
            root.platforms(),
            Collections.unmodifiableSortedMap(containers),
            Collections.unmodifiableSortedMap(stores),
            Collections.unmodifiableSortedMap(workspaces),
            assignments.stream().map(Assigned::assignment).sorted(BY_GROUP).toList(),
            Collections.unmodifiableSortedMap(primary),
            Collections.unmodifiableSortedMap(producers));
  }
}
