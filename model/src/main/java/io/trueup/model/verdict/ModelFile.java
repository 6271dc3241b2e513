package io.trueup.model.verdict;

import io.trueup.model.document.Fragment;

/**
 * A file of one version of the model.
 *
 * @param path from the repository's root
 * @param blob the content's id
 * @param fragment what it declares
 */
public record ModelFile(String path, String blob, Fragment fragment) {}
