package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.Team;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.LinkedDocuments.Assigned;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import io.trueup.model.verdict.LinkedDocuments.Primary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Links the documents of all files, starting from a linked version and its changed files. Two
 * documents that declare one thing are a problem at the later one, by path and place, so that the
 * order of reading never changes the verdict. Not thread-safe; one instance links one version.
 */
final class Linker {

  static final Comparator<Placed> BY_PLACE =
      Comparator.<Placed, String>comparing(it -> it.origin().path())
          .thenComparingInt(it -> it.origin().index());

  private final @Nullable LinkedDocuments before;
  private final List<Finding> findings = new ArrayList<>();

  /** The present documents by key, only for keys that changed. */
  private final Map<DocumentKey, List<Placed>> touched = new TreeMap<>();

  private PersistentMap<String, GovernanceZone> zones = PersistentMap.empty();
  private PersistentMap<String, Team> teams = PersistentMap.empty();
  private PersistentMap<String, Workspace> workspaces = PersistentMap.empty();
  private final Map<String, Optional<DataContainer>> containers = new HashMap<>();
  private final Map<String, Optional<Datastore>> stores = new HashMap<>();
  private final Map<String, Optional<String>> producers = new HashMap<>();
  private final Map<String, Optional<Workspace>> workspaceEdits = new HashMap<>();

  private Linker(@Nullable LinkedDocuments before) {
    this.before = before;
  }

  /** The result of linking. */
  sealed interface Result {

    /**
     * The documents are consistent.
     *
     * @param touched keys of documents that were added, removed, changed or moved
     */
    record Valid(LinkedDocuments linked, SortedSet<DocumentKey> touched) implements Result {}

    /** The documents declare a thing twice, or no ecosystem. */
    record Invalid(List<Finding> findings) implements Result {}
  }

  /**
   * Links a version.
   *
   * @param before a linked version, the more similar the better; null when there is none
   */
  static Result link(@Nullable LinkedDocuments before, ModelFiles files) {
    return new Linker(before).link(files);
  }

  private Result link(ModelFiles files) {
    touch(files);
    touched.forEach(this::reportDuplicates);
    var declaration = declaration();
    if (declaration == null) {
      findings.add(
          Finding.error(
              "ecosystem.missing",
              null,
              List.of(),
              "No document of kind 'Ecosystem' is declared",
              "Declare one, with its owner, live branch, zones and platforms"));
    }
    if (declaration == null || !findings.isEmpty()) {
      return new Result.Invalid(findings);
    }
    touched.keySet().forEach(this::relinkStore);
    return findings.isEmpty()
        ? new Result.Valid(linked(files, declaration), new TreeSet<>(touched.keySet()))
        : new Result.Invalid(findings);
  }

  private void touch(ModelFiles files) {
    var older = before == null ? PersistentMap.<String, ModelFile>empty() : before.files().byPath();
    var newer = new HashMap<DocumentKey, List<Placed>>();
    var gone = new HashSet<String>();
    older.differences(
        files.byPath(),
        ModelFile::isSame,
        (path, was, is) -> {
          if (was != null) {
            gone.add(path);
            was.fragment()
                .documents()
                .forEach(it ->
                    DocumentKey.of(it.document())
                        .forEach(key -> newer.computeIfAbsent(key, _ -> new ArrayList<>())));
          }
          if (is != null) {
            is.fragment()
                .documents()
                .forEach(it ->
                    DocumentKey.of(it.document())
                        .forEach(key ->
                            newer
                                .computeIfAbsent(key, _ -> new ArrayList<>())
                                .add(new Placed(origin(is, it), it))));
          }
        });
    newer.forEach((key, placed) -> {
      if (before != null) {
        before.placed(key).stream()
            .filter(it -> !gone.contains(it.origin().path()))
            .forEach(placed::add);
      }
      placed.sort(BY_PLACE);
      touched.put(key, placed);
    });
  }

  static Origin origin(ModelFile file, Declared declared) {
    return new Origin(
        file.path(), file.blob(), declared.index(), declared.line(), declared.column());
  }

  private void reportDuplicates(DocumentKey key, List<Placed> placed) {
    if (key.kind().mayRepeat()) {
      return;
    }
    for (var later : placed.subList(Math.min(1, placed.size()), placed.size())) {
      var document = later.declared().document();
      var isOutput = key.kind() == DocumentKind.DATASTORE && document instanceof WorkspaceDocument;
      findings.add(
          declaredTwice(
              named(key, document),
              placed.getFirst().origin(),
              later.origin(),
              isOutput ? List.of("transformer", "output", "name") : List.of("name")));
    }
  }

  private static String named(DocumentKey key, ModelDocument document) {
    var name = key.kind() == DocumentKind.ECOSYSTEM ? document.name() : key.name();
    return "%s '%s'".formatted(key.kind().text(), name);
  }

  private static Finding declaredTwice(
      String what, Origin earlier, Origin origin, List<String> path) {
    return Finding.error(
        "document.declared-twice",
        origin,
        path,
        "%s is declared here and at %s:%d:%d"
            .formatted(what, earlier.path(), earlier.line(), earlier.column()),
        "Remove or rename one of the two");
  }

  private @Nullable EcosystemDeclaration declaration() {
    var placed = placed(DocumentKey.ECOSYSTEM);
    return !placed.isEmpty()
            && placed.getFirst().declared().document() instanceof EcosystemDocument(var found)
        ? found
        : null;
  }

  /** The present documents with a key. */
  private List<Placed> placed(DocumentKey key) {
    var found = touched.get(key);
    return found != null ? found : before == null ? List.of() : before.placed(key);
  }

  private @Nullable ModelDocument document(DocumentKey key) {
    var placed = placed(key);
    return placed.isEmpty() ? null : placed.getFirst().declared().document();
  }

  private LinkedDocuments linked(ModelFiles files, EcosystemDeclaration declaration) {
    var was = before == null ? null : before.ecosystem();
    zones = was == null ? zones : was.zones();
    teams = was == null ? teams : was.teams();
    workspaces = was == null ? workspaces : was.workspaces();
    touched.keySet().forEach(this::relink);
    var edits = new HashMap<DocumentKey, Optional<List<Placed>>>();
    touched.forEach((key, placed) ->
        edits.put(key, placed.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(placed))));
    var declarations =
        before == null ? PersistentMap.<DocumentKey, List<Placed>>empty() : before.declarations();
    var assigned =
        before == null ? PersistentMap.<GroupKey, List<Assigned>>empty() : before.assigned();
    var primaries =
        before == null ? PersistentMap.<String, List<Primary>>empty() : before.primaries();
    var assignments =
        was == null ? PersistentMap.<GroupKey, List<Assignment>>empty() : was.assignments();
    var primaryIngestion =
        was == null ? PersistentMap.<String, SortedSet<String>>empty() : was.primaryIngestion();
    if (touched.containsKey(DocumentKey.ASSIGNMENTS)) {
      var link =
          new AssignmentLink(
              before == null ? List.of() : before.placed(DocumentKey.ASSIGNMENTS),
              placed(DocumentKey.ASSIGNMENTS));
      assigned = link.assigned(assigned);
      primaries = link.primaries(primaries);
      assignments = link.assignments(assignments, assigned);
      primaryIngestion = link.primaryIngestion(primaryIngestion, primaries);
    }
    var ecosystem =
        new Ecosystem(
            was != null && was.declaration().equals(declaration) ? was.declaration() : declaration,
            zones,
            teams,
            (was == null ? PersistentMap.<String, DataContainer>empty() : was.containers())
                .withAll(containers),
            (was == null ? PersistentMap.<String, Datastore>empty() : was.stores()).withAll(stores),
            workspaces.withAll(workspaceEdits),
            assignments,
            primaryIngestion,
            (was == null ? PersistentMap.<String, String>empty() : was.producers())
                .withAll(producers));
    return new LinkedDocuments(files, declarations.withAll(edits), assigned, primaries, ecosystem);
  }

  private void relink(DocumentKey key) {
    var name = key.name();
    var document = document(key);
    switch (key.kind()) {
      case GOVERNANCE_ZONE ->
          zones =
              document instanceof GovernanceZoneDocument(var zone)
                  ? zones.with(name, zone)
                  : zones.without(name);
      case TEAM -> team(name, document instanceof TeamDocument(var team) ? team : null);
      case WORKSPACE ->
          workspaceEdits.put(
              name,
              document instanceof WorkspaceDocument(var workspace)
                  ? Optional.of(workspace)
                  : Optional.empty());
      case ASSIGNMENTS, DATASETS, DATASTORE, ECOSYSTEM -> {}
    }
  }

  private void team(String name, @Nullable Team team) {
    var was = teams.find(name);
    if (was != null) {
      was.containers()
          .values()
          .forEach(it -> containers.putIfAbsent(it.qualifiedName(), Optional.empty()));
    }
    if (team != null) {
      team.containers().values().forEach(it -> containers.put(it.qualifiedName(), Optional.of(it)));
    }
    teams = team == null ? teams.without(name) : teams.with(name, team);
  }

  private void relinkStore(DocumentKey key) {
    if (key.kind() != DocumentKind.DATASTORE && key.kind() != DocumentKind.DATASETS) {
      return;
    }
    var name = key.name();
    var document = document(DocumentKey.store(name));
    stores.put(
        name,
        switch (document) {
          case DatastoreDocument(var store) -> Optional.of(withAddedDatasets(store));
          case WorkspaceDocument(var workspace) when workspace.transformer() != null ->
              Optional.of(workspace.transformer().output());
          case null, default -> Optional.empty();
        });
    producers.put(
        name,
        document instanceof WorkspaceDocument(var workspace)
            ? Optional.of(workspace.name())
            : Optional.empty());
  }

  /** A store with the datasets that other documents of its team add. */
  private Datastore withAddedDatasets(Datastore store) {
    var key = DocumentKey.datasets(store.name());
    var parts =
        new StoreParts(
            store, placed(DocumentKey.store(store.name())).getFirst().origin(), placed(key));
    if (parts.isEmpty()) {
      return store;
    }
    var was = before == null ? null : before.ecosystem().stores().find(store.name());
    var isKnown = was != null && !touched.containsKey(DocumentKey.store(store.name()));
    var datasets =
        before == null || was == null || !isKnown
            ? parts.merged()
            : parts.changed(was.datasets(), before.placed(key));
    if (datasets.size() != parts.size()) {
      findings.addAll(parts.duplicates());
    }
    return store.with(datasets);
  }
}
