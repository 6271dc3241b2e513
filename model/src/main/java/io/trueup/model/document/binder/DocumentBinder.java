package io.trueup.model.document.binder;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.document.kind.DocumentShapes;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Binds the documents of a file: makes each tree the document of its kind, and reports the problems
 * that show without other documents. Not thread-safe; one instance binds one file.
 */
public final class DocumentBinder {

  private final BindingContext reading;

  /**
   * Binds into a list of problems.
   *
   * @param problems where problems are added
   * @param sharing makes equal parts of documents one object
   */
  public DocumentBinder(List<Problem> problems, Interner sharing) {
    this.reading = new BindingContext(problems, sharing);
  }

  /**
   * A document with what it does not hold itself.
   *
   * @param avro digests of its Avro schemas as written, by dataset
   */
  public record Bound(ModelDocument document, SortedMap<String, Fingerprint> avro) {}

  /** Binds a tree; null, and a problem, when it has no kind that exists. */
  public @Nullable Bound bind(Tree tree) {
    var before = reading.problems().size();
    var any = FieldReader.of(tree, DocumentShapes.ANY, "The document", null, reading.problems());
    var kind = any.text("kind");
    if (reading.problems().size() > before) {
      return null;
    }
    var structure = DocumentShapes.BY_NAME.get(kind);
    if (structure == null) {
      any.problem(
          ((Mapping) tree).entry("kind").orElseThrow().value(),
          "document.unknown-kind",
          "'%s' is not a kind of document".formatted(kind),
          Suggestions.remedy(
              kind,
              DocumentShapes.NAMES,
              "The kinds are " + String.join(", ", DocumentShapes.NAMES)));
      return null;
    }
    var fields = FieldReader.of(tree, structure, "The document", null, reading.problems());
    fields.take("kind");
    reading.avro().clear();
    var document = document(DocumentKind.of(kind), fields);
    fields.reportUnknown();
    return new Bound(document, new TreeMap<>(reading.avro()));
  }

  private ModelDocument document(DocumentKind kind, FieldReader fields) {
    return switch (kind) {
      case ECOSYSTEM -> new EcosystemDocument(new EcosystemBinder(reading).ecosystem(fields));
      case GOVERNANCE_ZONE -> new GovernanceZoneDocument(new ZoneBinder(reading).zone(fields));
      case TEAM -> new TeamDocument(new TeamBinder(reading).team(fields));
      case DATASTORE -> new DatastoreDocument(new StoreBinder(reading).store(fields));
      case DATASETS -> new StoreBinder(reading).datasets(fields);
      case WORKSPACE -> new WorkspaceDocument(new WorkspaceBinder(reading).workspace(fields));
      case ASSIGNMENTS -> new EcosystemBinder(reading).assignments(fields);
    };
  }
}
