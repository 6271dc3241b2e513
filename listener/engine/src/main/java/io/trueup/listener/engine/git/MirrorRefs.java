package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;

/** The refs of a mirror: the branch's last fetched head, and the pinned commits. */
final class MirrorRefs {

  private static final String PREFIX = "refs/trueup/";
  private static final String HEAD = PREFIX + "head";

  private MirrorRefs() {}

  static @Nullable CommitId head(Repository repository) throws IOException {
    var ref = repository.exactRef(HEAD);
    return ref == null ? null : commit(ref);
  }

  static void setHead(Repository repository, CommitId commit) throws IOException {
    set(repository, HEAD, commit);
  }

  static SortedMap<Long, CommitId> pins(Repository repository) throws IOException {
    var pins = new TreeMap<Long, CommitId>();
    for (var ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
      if (!ref.getName().equals(HEAD)) {
        pins.put(Long.valueOf(ref.getName().substring(PREFIX.length())), commit(ref));
      }
    }
    return pins;
  }

  static void pin(Repository repository, long sequence, CommitId commit) throws IOException {
    set(repository, PREFIX + sequence, commit);
  }

  static void unpin(Repository repository, long sequence) throws IOException {
    var update = repository.updateRef(PREFIX + sequence);
    if (update.getOldObjectId() != null) {
      update.setForceUpdate(true);
      requireDone(update, update.delete());
    }
  }

  /** Pins those of some commits that exist, and unpins all others, in one write. */
  static void keepOnly(Repository repository, SortedMap<Long, CommitId> needed) throws IOException {
    var pins = pins(repository);
    var update = repository.getRefDatabase().newBatchUpdate();
    update.setAllowNonFastForwards(true);
    update.disableRefLog();
    for (var pin : pins.entrySet()) {
      if (!needed.containsKey(pin.getKey())) {
        update.addCommand(
            new ReceiveCommand(
                CommitReader.id(pin.getValue()), ObjectId.zeroId(), PREFIX + pin.getKey()));
      }
    }
    for (var entry : needed.entrySet()) {
      if (!pins.containsKey(entry.getKey()) && has(repository, entry.getValue())) {
        update.addCommand(
            new ReceiveCommand(
                ObjectId.zeroId(), CommitReader.id(entry.getValue()), PREFIX + entry.getKey()));
      }
    }
    execute(repository, update);
  }

  private static void execute(Repository repository, BatchRefUpdate update) throws IOException {
    if (update.getCommands().isEmpty()) {
      return;
    }
    try (var walk = new RevWalk(repository)) {
      update.execute(walk, NullProgressMonitor.INSTANCE);
    }
    for (var command : update.getCommands()) {
      if (command.getResult() != ReceiveCommand.Result.OK) {
        throw new IOException(
            "%s was not written: %s".formatted(command.getRefName(), command.getResult()));
      }
    }
  }

  /** Writes refs that have a file each into one file. */
  static void pack(Repository repository) throws IOException {
    var command = Git.wrap(repository).packRefs().setAll(true);
    repository.getRefDatabase().packRefs(NullProgressMonitor.INSTANCE, command);
  }

  /** Whether every commit that a ref names can be read. */
  static boolean areSound(Repository repository) {
    try (var reader = repository.newObjectReader()) {
      for (var ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
        reader.open(CommitReader.id(commit(ref)), Constants.OBJ_COMMIT);
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  static boolean has(Repository repository, CommitId commit) throws IOException {
    return repository.getObjectDatabase().has(CommitReader.id(commit));
  }

  private static void set(Repository repository, String name, CommitId commit) throws IOException {
    var update = repository.updateRef(name);
    update.setNewObjectId(CommitReader.id(commit));
    update.setForceUpdate(true);
    update.disableRefLog();
    requireDone(update, update.update());
  }

  private static void requireDone(RefUpdate update, RefUpdate.Result result) throws IOException {
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      case NOT_ATTEMPTED,
          LOCK_FAILURE,
          REJECTED,
          REJECTED_CURRENT_BRANCH,
          REJECTED_MISSING_OBJECT,
          REJECTED_OTHER_REASON,
          IO_FAILURE,
          RENAMED ->
          throw new IOException("%s was not written: %s".formatted(update.getName(), result));
    }
  }

  private static CommitId commit(Ref ref) throws IOException {
    @Nullable ObjectId id = ref.getObjectId();
    if (id == null) {
      throw new IOException("%s names no commit".formatted(ref.getName()));
    }
    return new CommitId(id.name());
  }
}
