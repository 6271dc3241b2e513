package io.trueup.listener.engine.source;

import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.statestore.CommitId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions that were evaluated last, accepted or not, in the order of their use. Thread-safe;
 * no call takes long.
 */
final class RecentVersions {

  private static final int KEPT = 8;

  private final Map<CommitId, EvaluatedVersion> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CommitId, EvaluatedVersion> eldest) {
          return size() > KEPT;
        }
      };

  private @Nullable CommitId lastAccepted;

  synchronized @Nullable EvaluatedVersion find(CommitId commit) {
    return versions.get(commit);
  }

  synchronized void put(CommitId commit, EvaluatedVersion version) {
    versions.put(commit, version);
  }

  /** Notes which version was accepted last. */
  synchronized void accepted(CommitId commit) {
    lastAccepted = commit;
  }

  synchronized void remove(CommitId commit) {
    versions.remove(commit);
  }

  /** Removes those that may have parts of damaged files. */
  synchronized void removeDamaged() {
    // A version without a file of its own may have parts of any file.
    versions.values().removeIf(it -> it.file() == null || !it.isSound());
  }

  /** Removes those whose files were removed, so that their space on the disk is free. */
  synchronized void removeRemoved() {
    versions.values().removeIf(EvaluatedVersion::isRemoved);
  }

  /** The version that was used last and could be linked; null when there is none. */
  synchronized @Nullable EvaluatedVersion lastLinked() {
    EvaluatedVersion last = null;
    for (var version : versions.values()) {
      last = version.basis() == null ? last : version;
    }
    return last;
  }

  /** The commit of the version that was used last and is sound; null when there is none. */
  synchronized @Nullable CommitId lastSound() {
    CommitId last = null;
    for (var version : versions.entrySet()) {
      last = version.getValue().isSound() ? version.getKey() : last;
    }
    return last;
  }

  /** The commit of the version that was accepted last; null when there is none. */
  synchronized @Nullable CommitId lastAccepted() {
    return lastAccepted;
  }

  /** The file of the version that was accepted last; null when there is none. */
  synchronized @Nullable CompiledVersion lastAcceptedFile() {
    var last = lastAccepted == null ? null : versions.get(lastAccepted);
    return last == null ? null : last.file();
  }

  /** Has versions read from another file with the same content. */
  synchronized void replace(CompiledVersion older, CompiledVersion newer) {
    versions.replaceAll((_, it) ->
        it.file() != null && it.file().id().equals(older.id()) ? EvaluatedVersion.of(newer) : it);
  }
}
