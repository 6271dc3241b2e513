package io.trueup.model.verdict;

import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one version of a model. Immutable; versions share their unchanged files.
 *
 * @param byPath all files
 * @param pathsWithProblems paths of the files that have problems of their own
 */
public record ModelFiles(
    PersistentMap<String, ModelFile> byPath, PersistentSet<String> pathsWithProblems) {

  /** No files. */
  public static final ModelFiles NONE =
      new ModelFiles(PersistentMap.empty(), PersistentSet.empty());

  /** Files with different paths, in any order. */
  public static ModelFiles of(Collection<ModelFile> files) {
    return new ModelFiles(
        PersistentMap.index(files, ModelFile::path),
        PersistentSet.of(
            files.stream()
                .filter(it -> !it.fragment().problems().isEmpty())
                .map(ModelFile::path)
                .toList()));
  }

  /**
   * The files with changes.
   *
   * @param changes by path, the new file; empty when the file is removed
   */
  public ModelFiles with(Map<String, Optional<ModelFile>> changes) {
    var nowTroubled = pathsWithProblems;
    for (var change : changes.entrySet()) {
      var isTroubled =
          change.getValue().filter(it -> !it.fragment().problems().isEmpty()).isPresent();
      nowTroubled =
          isTroubled ? nowTroubled.with(change.getKey()) : nowTroubled.without(change.getKey());
    }
    return new ModelFiles(byPath.withAll(changes), nowTroubled);
  }
}
