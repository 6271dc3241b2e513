package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.GovernanceZone;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.verdict.LinkedDocuments.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of a version as ownership needs them: the documents may break rules and need not
 * fit together. Immutable.
 */
public final class DeclaredVersion {

  private final PersistentMap<DocumentKey, List<Placed>> documents;
  private final Owners owners;
  private final ContentReader contents;

  private DeclaredVersion(
      PersistentMap<DocumentKey, List<Placed>> documents, Owners owners, ContentReader contents) {
    this.documents = documents;
    this.owners = owners;
    this.contents = contents;
  }

  /** The declarations of some files, or why they cannot be read. */
  public sealed interface Reading {

    /** All files can be read. */
    record Complete(DeclaredVersion declarations) implements Reading {}

    /**
     * Some files cannot be read.
     *
     * @param reason such as {@code file 'x.yaml' of the base has errors}
     */
    record Incomplete(String reason) implements Reading {}
  }

  /**
   * The declarations of a version whose documents fit together.
   *
   * @param contents reads the version's files again, to find the fields that differ
   */
  public static DeclaredVersion of(Basis basis, ContentReader contents) {
    return of(basis.linked(), contents);
  }

  static DeclaredVersion of(LinkedDocuments linked, ContentReader contents) {
    return new DeclaredVersion(linked.declarations(), Owners.of(linked.ecosystem()), contents);
  }

  /**
   * Reads the declarations of a base.
   *
   * @param basis of the same files; null when their documents do not fit together
   * @param contents reads the files again
   */
  public static Reading read(ModelFiles files, @Nullable Basis basis, ContentReader contents) {
    var unreadable = unreadable(files);
    if (!unreadable.isEmpty()) {
      return new Reading.Incomplete(
          "file '%s' of the base%s"
              .formatted(
                  unreadable.getFirst(),
                  unreadable.size() == 1
                      ? " has errors"
                      : " and %,d more have errors".formatted(unreadable.size() - 1)));
    }
    if (basis != null) {
      return new Reading.Complete(of(basis, contents));
    }
    var documents = documents(files.byPath().values());
    var declaration = declaration(documents);
    if (declaration == null) {
      return new Reading.Incomplete(
          "the base does not declare exactly one ecosystem with an owner");
    }
    for (var zone : documents.entrySet()) {
      if (zone.getKey().kind() == DocumentKind.GOVERNANCE_ZONE && zone.getValue().size() > 1) {
        return new Reading.Incomplete(
            "the base declares zone '%s' twice".formatted(zone.getKey().name()));
      }
    }
    return new Reading.Complete(
        new DeclaredVersion(documents, new Owners(declaration, zones(documents, null)), contents));
  }

  /**
   * The declarations of a base that cannot be read in full: files that cannot be read count as they
   * were in an earlier accepted version.
   *
   * @param contents reads the files of both again
   */
  public static DeclaredVersion readAfter(
      Basis accepted, ModelFiles files, ContentReader contents) {
    var known = new TreeMap<String, Optional<ModelFile>>();
    for (var path : unreadable(files)) {
      known.put(path, Optional.ofNullable(accepted.files().byPath().find(path)));
    }
    var documents = documents(files.with(known).byPath().values());
    var before = accepted.linked().ecosystem();
    var declaration = declaration(documents);
    return new DeclaredVersion(
        documents,
        new Owners(
            declaration == null ? before.declaration() : declaration,
            zones(documents, before.zones())),
        contents);
  }

  private static List<String> unreadable(ModelFiles files) {
    var unreadable = new ArrayList<String>();
    for (var path : files.pathsWithProblems()) {
      var file = files.byPath().find(path);
      if (file != null && !file.isReadable()) {
        unreadable.add(path);
      }
    }
    return unreadable;
  }

  private static PersistentMap<DocumentKey, List<Placed>> documents(Iterable<ModelFile> files) {
    var documents = new TreeMap<DocumentKey, List<Placed>>();
    for (var file : files) {
      for (var declared : file.fragment().documents()) {
        var placed = new Placed(Linker.origin(file, declared), declared);
        for (var key : DocumentKey.of(declared.document())) {
          documents.computeIfAbsent(key, _ -> new ArrayList<>()).add(placed);
        }
      }
    }
    documents.values().forEach(it -> it.sort(Linker.BY_PLACE));
    return PersistentMap.copyOf(documents);
  }

  private static @Nullable EcosystemDeclaration declaration(
      Map<DocumentKey, List<Placed>> documents) {
    var placed = documents.get(DocumentKey.ECOSYSTEM);
    return placed != null
            && placed.size() == 1
            && placed.getFirst().declared().document() instanceof EcosystemDocument(var found)
            && !found.owner().repository().isEmpty()
        ? found
        : null;
  }

  /**
   * The zones that are defined once.
   *
   * @param before the zones of the accepted version, which replace zones that are defined several
   *     times; null leaves these out
   */
  private static PersistentMap<String, GovernanceZone> zones(
      Map<DocumentKey, List<Placed>> documents,
      @Nullable PersistentMap<String, GovernanceZone> before) {
    var zones = new TreeMap<String, GovernanceZone>();
    documents
        .values()
        .forEach(placed -> {
          if (placed.getFirst().declared().document() instanceof GovernanceZoneDocument(var zone)) {
            var found = placed.size() == 1 || before == null ? zone : before.find(zone.name());
            if (found != null) {
              zones.put(zone.name(), found);
            }
          }
        });
    return PersistentMap.copyOf(zones);
  }

  PersistentMap<DocumentKey, List<Placed>> documents() {
    return documents;
  }

  /** The reader of the files. */
  ContentReader contents() {
    return contents;
  }

  Owners owners() {
    return owners;
  }

  /** Whether a key is declared. */
  boolean declares(DocumentKey key) {
    return documents.containsKey(key);
  }
}
