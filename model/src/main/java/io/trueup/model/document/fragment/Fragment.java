package io.trueup.model.document.fragment;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.problem.Problem;
import java.util.List;

/**
 * The declarations of one blob. Immutable, and equal for the same bytes and file extension, so that
 * it can be cached by the blob's id.
 *
 * @param documents in their order
 * @param problems with locations that lack the file's name
 */
public record Fragment(List<Declared> documents, List<Problem> problems) {

  /**
   * A document with its place in the file.
   *
   * @param index from 0, among the file's documents
   * @param line of its first field
   * @param column of its first field
   * @param digest of everything that the document declares, descriptions included: it shows whether
   *     anything has changed
   */
  public record Declared(
      int index, int line, int column, ModelDocument document, Fingerprint digest) {}

  public Fragment {
    documents = List.copyOf(documents);
    problems = List.copyOf(problems);
  }
}
