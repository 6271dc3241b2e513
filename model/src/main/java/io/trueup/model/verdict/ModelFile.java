package io.trueup.model.verdict;

import io.trueup.model.document.Fragment;

/**
 * A file of one version of the model.
 *
 * @param path from the repository's root
 * @param blob the content's id; empty when there is no content
 * @param fragment what it declares
 */
public record ModelFile(String path, String blob, Fragment fragment) {

  /** Whether another file at the same path was read from the same content. */
  boolean isSame(ModelFile other) {
    return blob.equals(other.blob) && (!blob.isEmpty() || fragment.equals(other.fragment));
  }
}
