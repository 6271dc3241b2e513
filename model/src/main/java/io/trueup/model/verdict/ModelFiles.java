package io.trueup.model.verdict;

import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one version of a model. Immutable; the next version's share with these all that did
 * not change.
 *
 * @param byPath all of them
 * @param troubled paths of those that something is wrong with by themselves
 */
public record ModelFiles(PersistentMap<String, ModelFile> byPath, PersistentSet<String> troubled) {

  /** No file. */
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
   * The files after some were changed.
   *
   * @param changes what is at each path now; empty when nothing is
   */
  public ModelFiles with(Map<String, Optional<ModelFile>> changes) {
    var nowTroubled = troubled;
    for (var change : changes.entrySet()) {
      var isTroubled =
          change.getValue().filter(it -> !it.fragment().problems().isEmpty()).isPresent();
      nowTroubled =
          isTroubled ? nowTroubled.with(change.getKey()) : nowTroubled.without(change.getKey());
    }
    return new ModelFiles(byPath.withAll(changes), nowTroubled);
  }
}
