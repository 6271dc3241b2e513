package io.trueup.model.document;

import io.trueup.model.document.Fragment.Declared;
import io.trueup.model.document.Tree.Mapping;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file of a model into a fragment. Pure, never throws for what the file holds, and safe for
 * any thread.
 */
public final class FragmentReader {

  private static final List<String> KINDS =
      List.of("Ecosystem", "GovernanceZone", "Team", "Datastore", "Workspace", "Assignments");

  private FragmentReader() {}

  /**
   * Reads all documents of a file.
   *
   * @param fileName only its ending matters
   */
  public static Fragment read(String fileName, byte[] content) {
    var trees = TreeReader.read(fileName, content, ReadLimits.MODEL);
    var problems = new ArrayList<>(trees.problems());
    var documents = new ArrayList<Declared>();
    for (var index = 0; index < trees.documents().size(); index++) {
      var tree = trees.documents().get(index);
      var document = document(tree, problems);
      if (document.isPresent()) {
        documents.add(new Declared(index, tree.line(), tree.column(), document.get()));
      }
    }
    return new Fragment(documents, problems);
  }

  private static Optional<ModelDocument> document(Tree tree, List<Problem> problems) {
    var before = problems.size();
    var fields = Fields.of(tree, "The document", problems);
    var kind = fields.text("kind");
    if (problems.size() > before) {
      return Optional.empty();
    }
    var read = DocumentBinder.bind(kind, fields, problems);
    if (read.isEmpty()) {
      var at = ((Mapping) tree).entry("kind").orElseThrow().value();
      fields.problem(
          at,
          "document.unknown-kind",
          "'%s' is not a kind of document".formatted(kind),
          Suggestions.remedy(kind, KINDS, "The kinds are " + String.join(", ", KINDS)));
      return Optional.empty();
    }
    fields.end();
    return read;
  }
}
