package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.model.verdict.Basis;
import io.trueup.model.verdict.ModelFiles;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The versions that one command finds in files, and those that it keeps there. For one thread. */
final class KnownVersions {

  private final LocalRepository repository;
  private final ModelRoot root;
  private final LocalVersions versions;
  private final Map<CommitId, Near> unkept = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<FileStates> states = new ArrayList<>();

  KnownVersions(LocalRepository repository, ModelRoot root, LocalVersions versions) {
    this.repository = repository;
    this.root = root;
    this.versions = versions;
  }

  /**
   * What a version is computed from.
   *
   * @param commit null when it is in a folder, or cannot be read
   * @param file with this version, or with the one that this one was computed from; null for none
   */
  record Near(
      @Nullable CommitId commit,
      ModelFiles files,
      @Nullable Basis basis,
      @Nullable CompiledVersion file) {

    static Near of(CompiledVersion file) {
      var basis = file.basis();
      return new Near(new CommitId(file.label().commit()), basis.files(), basis, file);
    }

    /** Whether its files can be compared with those of other commits. */
    boolean isComparable() {
      return commit != null && !files.byPath().isEmpty();
    }
  }

  /** The version of a place, or the one that was used last; null when there is none. */
  @Nullable Near nearest(ModelLocation place) {
    return switch (place) {
      case ModelLocation.AtCommit(_, var commit) ->
          versions.find(commit).map(Near::of).orElseGet(this::latest);
      case ModelLocation.InFolder(_, var folder) -> repository.isWorkTree(folder) ? latest() : null;
    };
  }

  /** The version that was used last; null when there is none. */
  @Nullable Near latest() {
    return versions.latest(repository::contains).map(Near::of).orElse(null);
  }

  /** What was seen in a folder. */
  FileStates states(Path folder) {
    var found = versions.states(folder, root);
    states.add(found);
    return found;
  }

  /** Marks a version as used, and as one to be kept unless it is kept. */
  void used(CommitId commit, @Nullable Basis basis, @Nullable Near near) {
    used.add(commit.value());
    var isKept = near != null && commit.equals(near.commit());
    if (basis != null && !isKept && (near != null || versions.isWorthKeeping(basis))) {
      unkept.put(commit, new Near(commit, basis.files(), basis, near == null ? null : near.file()));
    }
  }

  boolean hasUnkept() {
    return !unkept.isEmpty() || states.stream().anyMatch(FileStates::isNew);
  }

  /**
   * Keeps the versions that are to be kept.
   *
   * @throws UncheckedIOException when the disk fails
   */
  void keep() {
    for (var version : unkept.values()) {
      if (version.commit() != null && version.basis() != null) {
        versions.keep(version.commit(), version.basis(), version.file());
      }
    }
    if (!unkept.isEmpty()) {
      versions.clean(used);
      unkept.clear();
    }
    try {
      for (var seen : states) {
        seen.write();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
