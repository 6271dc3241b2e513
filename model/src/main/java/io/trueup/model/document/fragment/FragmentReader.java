package io.trueup.model.document.fragment;

import io.trueup.model.document.binder.DocumentBinder;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.util.ArrayList;

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
    return read(fileName, content, Interner.small());
  }

  /**
   * Reads all documents of a file, and makes equal parts of it and of other files one object.
   *
   * @param fileName only its extension matters
   */
  public static Fragment read(String fileName, byte[] content, Interner sharing) {
    var trees = TreeParser.read(fileName, content, ReadLimits.MODEL, sharing.repeated());
    var problems = new ArrayList<>(trees.problems());
    var binder = new DocumentBinder(problems, sharing);
    var documents = new ArrayList<Declared>();
    for (var index = 0; index < trees.documents().size(); index++) {
      var tree = trees.documents().get(index);
      var bound = binder.bind(tree);
      if (bound != null) {
        var digest = DeclarationDigest.of(bound.document(), bound.avro());
        documents.add(new Declared(index, tree.line(), tree.column(), bound.document(), digest));
      }
    }
    return new Fragment(documents, problems);
  }
}
