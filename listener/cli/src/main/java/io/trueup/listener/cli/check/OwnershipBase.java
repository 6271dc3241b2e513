package io.trueup.listener.cli.check;

import io.trueup.listener.engine.source.LocalModels;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.source.ModelSnapshot;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ContentReader;
import io.trueup.model.verdict.DeclaredVersion;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.model.verdict.ModelVerdict;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The declarations that determine the owners for a change. */
sealed interface OwnershipBase {

  /** There is no model yet: the change adds the first one. */
  record FirstVersion() implements OwnershipBase {}

  /**
   * The declarations of the base.
   *
   * @param accepted the earlier version that replaces the unreadable files of the base; null when
   *     all files can be read
   */
  record Declared(DeclaredVersion declarations, @Nullable ModelLocation accepted)
      implements OwnershipBase {}

  /** The owners cannot be determined. */
  record Undecidable(String reason, String remedy) implements OwnershipBase {}

  /** Finds the declarations; one instance searches once. */
  final class Search {

    /** The number of commits to read: most have the same files as the next one. */
    private static final int MOST_COMMITS = 10_000;

    /** The number of versions to check, each as a whole. */
    private static final int MOST_VERSIONS = 100;

    private final LocalModels models;
    private final Function<ModelSnapshot, ModelVerdict> checker;
    private int tried;

    /**
     * Creates a search.
     *
     * @param checker checks a version as the first one
     */
    Search(LocalModels models, Function<ModelSnapshot, ModelVerdict> checker) {
      this.models = models;
      this.checker = checker;
    }

    /** A version that would be accepted, with its place. */
    private record Accepted(ModelLocation place, Basis basis, ContentReader contents) {}

    /**
     * Searches from the base backwards.
     *
     * @param verdict the result of checking the base
     */
    OwnershipBase of(ModelLocation base, ModelSnapshot snapshot, ModelVerdict verdict) {
      var reason = "";
      var files = ModelFiles.NONE;
      var isEmpty = false;
      switch (snapshot) {
        case ModelSnapshot.Found(var found, var contents) -> {
          files = found;
          isEmpty = found.byPath().isEmpty();
          switch (DeclaredVersion.read(found, verdict.basis(), contents)) {
            case DeclaredVersion.Reading.Complete(var declarations) -> {
              return new Declared(declarations, null);
            }
            case DeclaredVersion.Reading.Incomplete(var why) -> reason = why;
          }
        }
        case ModelSnapshot.None none -> {
          isEmpty = none.isRootMissing();
          reason = "the base cannot be read";
        }
      }
      var accepted = lastAccepted(base, files);
      if (accepted != null) {
        return new Declared(
            isEmpty || snapshot instanceof ModelSnapshot.None
                ? DeclaredVersion.of(accepted.basis(), accepted.contents())
                : DeclaredVersion.readAfter(accepted.basis(), files, accepted.contents()),
            accepted.place());
      }
      return isEmpty && (base instanceof ModelLocation.InFolder || !models.isShallow())
          ? new FirstVersion()
          : undecidable(base, isEmpty ? "the base has no model" : reason);
    }

    private OwnershipBase undecidable(ModelLocation base, String what) {
      if (base instanceof ModelLocation.InFolder) {
        return new Undecidable(
            what + ", and a folder has no earlier version that could determine the owners",
            "Correct the base, or name a commit as the base");
      }
      var none =
          tried == 0
              ? ", and there is no earlier version"
              : ", and none of the %,d earlier versions would be accepted".formatted(tried);
      return models.isShallow()
          ? new Undecidable(
              what + none + " in the local history, which is shallow",
              "Fetch the whole history of the base")
          : new Undecidable(
              what + none,
              "Ask an administrator of the repository to correct the base without this check");
    }

    private @Nullable Accepted lastAccepted(ModelLocation base, ModelFiles files) {
      var later = base;
      var known = files;
      for (var place : models.before(base, MOST_COMMITS)) {
        if (models.read(place, later, known) instanceof ModelSnapshot.Found found) {
          var isSame = found.files().byPath().equals(known.byPath());
          later = place;
          known = found.files();
          if (isSame || known.byPath().isEmpty()) {
            continue;
          }
          if (tried == MOST_VERSIONS) {
            return null;
          }
          tried++;
          var verdict = checker.apply(found);
          if (verdict.isAccepted() && verdict.basis() != null) {
            return new Accepted(place, verdict.basis(), found.contents());
          }
        }
      }
      return null;
    }
  }
}
