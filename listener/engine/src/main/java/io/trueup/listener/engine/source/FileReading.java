package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.LfsPointer;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ModelFile;
import java.util.List;

/** Makes model files from contents, or problems where that fails; for commits and folders. */
final class FileReading {

  private FileReading() {}

  /** A file with the objects that its content declares. */
  static ModelFile file(String path, String blob, byte[] content, Interner sharing) {
    return new ModelFile(path, blob, fragment(path, content, sharing));
  }

  private static Fragment fragment(String path, byte[] content, Interner sharing) {
    return LfsPointer.matches(content)
        ? onlyProblem(
            "model.lfs-pointer",
            "The file is a pointer into LFS, which is never fetched",
            "Commit the file itself")
        : FragmentReader.read(path, content, sharing);
  }

  /** A file that declares nothing and has one problem. */
  static ModelFile unusable(TreeEntry.UnusableFile oddity) {
    var fragment =
        switch (oddity.kind()) {
          case SYMBOLIC_LINK ->
              onlyProblem(
                  "model.symbolic-link",
                  "The file is a symbolic link, which is never followed",
                  "Commit the file itself");
          case SUBMODULE ->
              onlyProblem(
                  "model.submodule",
                  "The path is a submodule, which is never fetched",
                  "Commit its files themselves");
          case OVERSIZED ->
              onlyProblem(
                  "model.oversized",
                  "The file is larger than a model's file may be",
                  "Split it into several files");
          case UNUSABLE_PATH ->
              onlyProblem(
                  "model.path",
                  "The path is not UTF-8, holds control characters or is too long",
                  "Rename the file");
        };
    return new ModelFile(oddity.path(), "", fragment);
  }

  private static Fragment onlyProblem(String rule, String message, String remedy) {
    return new Fragment(List.of(), List.of(Problem.error(rule, Location.NOWHERE, message, remedy)));
  }

  static ModelSnapshot.None noSuchRoot(String place, String root) {
    return new ModelSnapshot.None(
        Problem.error(
            ModelSnapshot.None.ROOT_MISSING,
            Location.NOWHERE,
            "The %s has no folder '%s'".formatted(place, root),
            "Correct the source's 'model-root', or add the folder"));
  }

  static ModelSnapshot.None tooManyFiles(int limit) {
    return new ModelSnapshot.None(
        Problem.error(
            "model.too-many-files",
            Location.NOWHERE,
            "There are more than %,d files under the model root".formatted(limit),
            "Put several documents into one file"));
  }
}
