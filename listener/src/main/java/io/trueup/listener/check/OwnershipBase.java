package io.trueup.listener.check;

import io.trueup.listener.source.LocalModels;
import io.trueup.listener.source.ModelPlace;
import io.trueup.listener.source.ModelSnapshot;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ContentReader;
import io.trueup.model.verdict.DeclaredVersion;
import io.trueup.model.verdict.Judgement;
import io.trueup.model.verdict.ModelFiles;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** By which declarations the ownership of a change is judged. */
sealed interface OwnershipBase {

  /** There is no model yet: the change brings the first one. */
  record FirstVersion() implements OwnershipBase {}

  /**
   * By those of the base.
   *
   * @param accepted the version before it that what cannot be read of the base was taken from; null
   *     when all can be
   */
  record Declared(DeclaredVersion declarations, @Nullable ModelPlace accepted)
      implements OwnershipBase {}

  /** Nothing says who owns what. */
  record Undecidable(String reason, String remedy) implements OwnershipBase {}

  /** Finds it; one instance searches once. */
  final class Search {

    /** Commits that are looked at: most have the files of the one after them. */
    private static final int MOST_COMMITS = 10_000;

    /** Versions that are judged, each as a whole. */
    private static final int MOST_VERSIONS = 100;

    private final LocalModels models;
    private final Function<ModelSnapshot, Judgement> judge;
    private int judged;

    /**
     * A search.
     *
     * @param judge of a version as the first one
     */
    Search(LocalModels models, Function<ModelSnapshot, Judgement> judge) {
      this.models = models;
      this.judge = judge;
    }

    /** A version that would be accepted, and where it lies. */
    private record Accepted(ModelPlace place, Basis basis, ContentReader contents) {}

    /**
     * Goes back from the base as far as it must.
     *
     * @param judgement of the base
     */
    OwnershipBase of(ModelPlace base, ModelSnapshot snapshot, Judgement judgement) {
      var reason = "";
      var files = ModelFiles.NONE;
      var isEmpty = false;
      switch (snapshot) {
        case ModelSnapshot.Found(var found, var contents) -> {
          files = found;
          isEmpty = found.byPath().isEmpty();
          switch (DeclaredVersion.read(found, judgement.basis(), contents)) {
            case DeclaredVersion.Reading.Whole(var declarations) -> {
              return new Declared(declarations, null);
            }
            case DeclaredVersion.Reading.Partial(var why) -> reason = why;
          }
        }
        case ModelSnapshot.None none -> {
          isEmpty = none.isRootMissing();
          reason = "of the base nothing can be read";
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
      return isEmpty && (base instanceof ModelPlace.InFolder || !models.isShallow())
          ? new FirstVersion()
          : undecidable(base, isEmpty ? "the base holds no model" : reason);
    }

    private OwnershipBase undecidable(ModelPlace base, String what) {
      if (base instanceof ModelPlace.InFolder) {
        return new Undecidable(
            what + ", and a folder has no version before it that could say who owns what",
            "Correct the base, or name a commit as the base");
      }
      var none =
          judged == 0
              ? ", and there is no version before it"
              : ", and none of the %,d versions before it would be accepted".formatted(judged);
      return models.isShallow()
          ? new Undecidable(
              what + none + " in the history that is here, which is cut off",
              "Fetch the whole history of the base")
          : new Undecidable(
              what + none,
              "Have an administrator of the repository correct the base without this check");
    }

    private @Nullable Accepted lastAccepted(ModelPlace base, ModelFiles files) {
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
          if (judged == MOST_VERSIONS) {
            return null;
          }
          judged++;
          var judgement = judge.apply(found);
          if (judgement.isAccepted() && judgement.basis() != null) {
            return new Accepted(place, judgement.basis(), found.contents());
          }
        }
      }
      return null;
    }
  }
}
