package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A bare mirror of one branch of a remote, and of the pinned commits.
 *
 * <p>No work tree, no submodules, no LFS, no shallow history, no hooks, no configuration but its
 * own. The next fetch replaces a damaged or deleted mirror by a fresh clone beside it.
 *
 * <p>Thread-safety: fetching, pinning, unpinning and maintaining exclude each other; any thread
 * reads at any time. All methods throw {@link GitException}.
 */
public final class GitMirror implements CommitFiles, MaintainedMirror, AutoCloseable {

  private static final int MANY_PACKS = 16;
  private static final Duration LONGEST_QUESTION = Duration.ofMinutes(2);
  private static final Duration LONGEST_MAINTENANCE = Duration.ofSeconds(30);

  private final RemoteConnection connection;
  private final MirrorFolder folder;
  private final GitThreads threads = new GitThreads(LONGEST_QUESTION);
  private volatile Repository repository;
  private volatile boolean suspect;
  private int maintainAbove = MANY_PACKS;

  private GitMirror(GitRemote remote) {
    connection = new RemoteConnection(remote);
    folder = MirrorFolder.claim(remote.mirrorFolder());
    repository = folder.open();
  }

  /**
   * Opens the mirror of a remote, or creates one, without asking the remote.
   *
   * @throws GitException REFUSED, when the folder is in use or holds other files
   */
  public static GitMirror open(GitRemote remote) {
    IsolatedSystem.install();
    return new GitMirror(remote);
  }

  /**
   * Asks the remote for the branch's head, and fetches nothing. A tag of that name does not count.
   */
  public RemoteHead resolveHead() {
    return connection.resolveHead(repository);
  }

  /**
   * Fetches a commit of the branch with its whole history. Does not ask the remote when the commit
   * is the mirror's head already.
   *
   * @param expected the head that {@link #resolveHead} returned
   */
  public synchronized FetchOutcome fetch(CommitId expected) {
    if (!isSound()) {
      return cloneAgain(expected);
    }
    var isHead = read("read the mirror's head", r -> expected.equals(MirrorRefs.head(r)));
    return isHead ? new FetchOutcome.Fetched(expected) : fetchInto(repository, expected);
  }

  @Override
  public SortedMap<Long, CommitId> pins() {
    return read("read the pinned versions", MirrorRefs::pins);
  }

  /** Pins a commit, which must be in the mirror. Idempotent. */
  public synchronized void pin(long sequence, CommitId commit) {
    write(
        "pin version %d at %s".formatted(sequence, commit),
        () -> MirrorRefs.pin(repository, sequence, commit));
  }

  /** Unpins a commit; does nothing when it is not pinned. */
  public synchronized void unpin(long sequence) {
    write("unpin version %d".formatted(sequence), () -> MirrorRefs.unpin(repository, sequence));
  }

  /** How a head in the mirror relates to the commit that was accepted last, if any was. */
  public HeadChange classify(@Nullable CommitId accepted, CommitId head) {
    return read(
        "compare %s with what was accepted".formatted(head.abbreviated()),
        repository -> CommitReader.classify(repository, accepted, head));
  }

  /** A commit. */
  public MergeCommit commit(CommitId commit) {
    return read(
        "read the commit %s".formatted(commit),
        repository -> CommitReader.read(repository, commit));
  }

  /**
   * The commits along first parents from one commit to a head that follows it, oldest first; the
   * head alone where first parents do not lead there.
   *
   * @param from excluded
   * @param limit how many at most, the oldest ones
   */
  public List<MergeCommit> path(CommitId from, CommitId head, int limit) {
    return read(
        "read the history of %s".formatted(head),
        repository -> CommitReader.path(repository, from, head, limit));
  }

  /** Whether a commit has the folder of a model. */
  public boolean hasRoot(CommitId commit, ModelRoot root) {
    return read(
        "find the folder of the model in %s".formatted(commit),
        repository -> {
          try (var reader = new ModelTreeReader(repository, root)) {
            return reader.hasRoot(commit);
          }
        });
  }

  @Override
  public ModelTree tree(CommitId commit, ModelRoot root) {
    return read(
        "read the files of %s".formatted(commit),
        repository -> {
          try (var reader = new ModelTreeReader(repository, root)) {
            return reader.tree(commit);
          }
        });
  }

  @Override
  public ModelTreeDiff treeDiff(CommitId older, CommitId newer, ModelRoot root) {
    return read(
        "compare the files of %s and %s".formatted(older, newer),
        repository -> {
          try (var reader = new ModelTreeReader(repository, root)) {
            return reader.diff(older, newer);
          }
        });
  }

  @Override
  public BlobReader blobs() {
    return new BlobReader(InterruptibleReader.of(repository), threads::run, this::damaged);
  }

  @Override
  public synchronized void keepOnly(SortedMap<Long, CommitId> needed) {
    write("keep the needed versions", () -> MirrorRefs.keepOnly(repository, needed));
  }

  @Override
  public synchronized boolean maintain() {
    var packs = folder.packs();
    if (packs <= maintainAbove || !isSound()) {
      return false;
    }
    maintainAbove = Math.max(MANY_PACKS, 2 * packs);
    write(
        "consolidate the packs",
        () -> {
          MirrorRefs.pack(repository);
          new PackConsolidation((FileRepository) repository, LONGEST_MAINTENANCE).run();
        });
    maintainAbove = MANY_PACKS;
    return true;
  }

  @Override
  public MirrorFootprint footprint() {
    return new MirrorFootprint(folder.packs(), folder.packBytes(), pins().size());
  }

  @Override
  public void close() {
    connection.close();
    threads.close();
    repository.close();
    folder.close();
  }

  private FetchOutcome fetchInto(Repository target, CommitId expected) {
    var seen = connection.fetchObjects(target);
    requireWholeHistory(target);
    if (!(seen instanceof RemoteHead.At(var tip)) || !isOnTheBranch(target, expected, tip)) {
      return new FetchOutcome.NotVisible(seen);
    }
    write("move the mirror's head", () -> MirrorRefs.setHead(target, tip));
    return new FetchOutcome.Fetched(tip);
  }

  /**
   * A shallow mirror stays shallow, whatever becomes of the remote: the next fetch clones again.
   */
  private void requireWholeHistory(Repository target) {
    try {
      if (target.getObjectDatabase().getShallowCommits().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw damaged("read what was fetched", e);
    }
    suspect = true;
    throw connection.shallow();
  }

  private boolean isOnTheBranch(Repository target, CommitId expected, CommitId tip) {
    try {
      return threads.run(
          "read what was fetched", () -> CommitReader.isReachable(target, expected, tip));
    } catch (IOException e) {
      throw damaged("read what was fetched", e);
    }
  }

  /** Makes a whole new mirror, copies the pins that it can hold, and swaps the two. */
  private FetchOutcome cloneAgain(CommitId expected) {
    try (var fresh = folder.openNext()) {
      var outcome = fetchInto(fresh, expected);
      if (outcome instanceof FetchOutcome.NotVisible) {
        return outcome;
      }
      write("keep the pinned versions", () -> copyPins(fresh));
      repository.close();
      folder.swap();
      repository = folder.open();
      suspect = false;
      return outcome;
    }
  }

  private void copyPins(Repository fresh) throws IOException {
    for (var pin : pinsThatCanBeRead().entrySet()) {
      if (MirrorRefs.has(fresh, pin.getValue())) {
        MirrorRefs.pin(fresh, pin.getKey(), pin.getValue());
      }
    }
  }

  private SortedMap<Long, CommitId> pinsThatCanBeRead() {
    try {
      return MirrorRefs.pins(repository);
    } catch (IOException _) {
      return new TreeMap<>();
    }
  }

  private boolean isSound() {
    return !suspect && folder.isThere() && MirrorRefs.areSound(repository);
  }

  private interface Action {
    void perform() throws IOException;
  }

  private interface Question<T> {
    T ask(Repository repository) throws IOException;
  }

  private static void write(String what, Action work) {
    try {
      work.perform();
    } catch (IOException e) {
      throw GitException.unwritable(what, e);
    }
  }

  private <T> T read(String action, Question<T> question) {
    try {
      var current = repository;
      return threads.run(action, () -> question.ask(current));
    } catch (IOException e) {
      throw damaged(action, e);
    } catch (GitException e) {
      if (e.category() == GitException.Category.TIMEOUT) {
        throw e;
      }
      // An unknown commit may be the first sign of a lost pack.
      throw isSound() ? e : damaged(action, e);
    }
  }

  private GitException damaged(String action, Exception cause) {
    suspect = true;
    return GitException.damagedMirror(action, cause);
  }
}
