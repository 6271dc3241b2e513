package io.trueup.model.document;

import io.trueup.model.document.Fragment.Declared;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.problem.Suggestions;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of a model into a fragment. Pure and thread-safe; never throws because of the file's
 * content.
 */
public final class FragmentReader {

  private FragmentReader() {}

  /**
   * Reads all documents of a file.
   *
   * @param fileName only its extension matters
   */
  public static Fragment read(String fileName, byte[] content) {
    return read(fileName, content, Sharing.small());
  }

  /**
   * Reads all documents of a file, and makes equal parts of it and of other files one object.
   *
   * @param fileName only its extension matters
   */
  public static Fragment read(String fileName, byte[] content, Sharing sharing) {
    var trees = TreeReader.read(fileName, content, ReadLimits.MODEL);
    var reading = new Reading(new ArrayList<>(trees.problems()), sharing);
    var documents = new ArrayList<Declared>();
    for (var index = 0; index < trees.documents().size(); index++) {
      var tree = trees.documents().get(index);
      reading.avro().clear();
      var document = document(tree, reading);
      if (document != null) {
        var digest = DeclaredDigest.of(document, reading.avro());
        documents.add(new Declared(index, tree.line(), tree.column(), document, digest));
      }
    }
    return new Fragment(documents, reading.problems());
  }

  private static @Nullable ModelDocument document(Tree tree, Reading reading) {
    var before = reading.problems().size();
    var any = Fields.of(tree, Kinds.ANY, "The document", null, reading.problems());
    var kind = any.text("kind");
    if (reading.problems().size() > before) {
      return null;
    }
    var structure = Kinds.BY_NAME.get(kind);
    if (structure == null) {
      any.problem(
          ((Mapping) tree).entry("kind").orElseThrow().value(),
          "document.unknown-kind",
          "'%s' is not a kind of document".formatted(kind),
          Suggestions.remedy(kind, Kinds.NAMES, "The kinds are " + String.join(", ", Kinds.NAMES)));
      return null;
    }
    var fields = Fields.of(tree, structure, "The document", null, reading.problems());
    fields.take("kind");
    var document = document(kind, fields, reading);
    fields.end();
    return document;
  }

  private static ModelDocument document(String kind, Fields fields, Reading reading) {
    return switch (kind) {
      case "Ecosystem" -> new EcosystemDocument(new EcosystemBinder(reading).ecosystem(fields));
      case "GovernanceZone" -> new GovernanceZoneDocument(new ZoneBinder(reading).zone(fields));
      case "Team" -> new TeamDocument(new TeamBinder(reading).team(fields));
      case "Datastore" -> new DatastoreDocument(new StoreBinder(reading).store(fields));
      case "Datasets" -> new StoreBinder(reading).datasets(fields);
      case "Workspace" -> new WorkspaceDocument(new WorkspaceBinder(reading).workspace(fields));
      case "Assignments" -> new EcosystemBinder(reading).assignments(fields);
      default -> throw new IllegalStateException("No binder for documents of kind " + kind);
    };
  }
}
