package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.git.GitException.Category;
import io.trueup.listener.gitserver.testing.HandMadePack;
import io.trueup.statestore.CommitId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packs and trees that are made to keep a daemon busy or to fill its memory. */
@Timeout(120)
class HostileGitTest {

  private static final PackLimits LIMITS = new PackLimits(1_000, 1 << 20, 1 << 16);
  private static final byte[] KILOBYTE = new byte[1 << 10];

  @TempDir private Path folder;
  private MirrorRepository repository;

  @BeforeEach
  void make() throws IOException {
    IsolatedSystem.install();
    new FileRepository(folder.toFile()).create(true);
    repository = MirrorRepository.open(folder, LIMITS);
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private void take(byte[] pack, ProgressMonitor monitor) throws IOException {
    try (var inserter = repository.newObjectInserter()) {
      inserter.newPackParser(new ByteArrayInputStream(pack)).parse(monitor);
    }
  }

  @Test
  void takesAPackWithinTheLimits() throws IOException {
    var pack = new HandMadePack();
    var base = pack.blob(KILOBYTE);
    pack.delta(base, KILOBYTE.length, 2L * KILOBYTE.length, 2);

    take(pack.bytes(), NullProgressMonitor.INSTANCE);

    var doubled = ObjectId.fromString(BlobReader.idOf(new byte[2 * KILOBYTE.length]));
    assertThat(repository.open(doubled).getSize()).isEqualTo(2L * KILOBYTE.length);
  }

  @Test
  void allocatesNoMemoryForClaimedObjects() {
    var pack = new HandMadePack();
    pack.blob(KILOBYTE);

    assertThatThrownBy(() -> take(pack.bytes(0x7fffffff), NullProgressMonitor.INSTANCE))
        .isInstanceOf(PackLimits.TooLarge.class)
        .hasMessage("it sends a pack of 2,147,483,647 objects, and at most 1,000 are allowed");
    assertThatThrownBy(() -> take(pack.bytes(-1), NullProgressMonitor.INSTANCE))
        .hasMessage("it sends a pack of 4,294,967,295 objects, and at most 1,000 are allowed");
  }

  @Test
  void allocatesNoMemoryForTheClaimsOfADelta() {
    var pack = new HandMadePack();
    var base = pack.blob(KILOBYTE);
    pack.delta(base, KILOBYTE.length, 1L << 30, 1);

    assertThatThrownBy(() -> take(pack.bytes(), NullProgressMonitor.INSTANCE))
        .isInstanceOf(TooLargeObjectInPackException.class);
  }

  @Test
  void takesNoBlobThatIsTooLarge() {
    var pack = new HandMadePack();
    pack.blob(new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> take(pack.bytes(), NullProgressMonitor.INSTANCE))
        .isInstanceOf(TooLargeObjectInPackException.class);
  }

  @Test
  void readsNoMoreBytesThanAPackMayHave() {
    var pack = new HandMadePack();
    for (var i = 0; i < 900; i++) {
      pack.blob(random(i));
    }

    assertThatThrownBy(() -> take(pack.bytes(), NullProgressMonitor.INSTANCE))
        .hasMessage("it sends a pack of more than 65,536 bytes");
  }

  private static byte[] random(int seed) {
    var bytes = new byte[200];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void stopsInTheMiddleOfDeltasThatInflateForMinutes() {
    var pack = new HandMadePack();
    var base = pack.blob(new byte[1 << 19]);
    for (var copies = 1; copies < 900; copies++) {
      pack.delta(base, 1 << 19, 1L << 20, 2);
    }

    assertThat(pack.bytes()).hasSizeLessThan(1 << 16);
    assertThatThrownBy(() -> take(pack.bytes(), new TimeLimit(Duration.ZERO)))
        .rootCause()
        .isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void takesADeepChainOfDeltasWithinTheLimits() throws IOException {
    var pack = new HandMadePack();

    var last = pack.chain(new byte[1 << 10], 400);
    take(pack.bytes(), NullProgressMonitor.INSTANCE);

    assertThat(repository.open(ObjectId.fromString(last)).getSize()).isEqualTo((1 << 10) + 400);
  }

  /** Each delta of it is made from the one before, so that no object starts a new chain. */
  @Test
  void stopsInTheMiddleOfADeepChainOfDeltas() {
    var pack = new HandMadePack();
    pack.chain(new byte[1 << 19], 400);
    var atOnce = new TimeLimit(Duration.ZERO);
    var receiving = NullProgressMonitor.INSTANCE;

    assertThat(pack.bytes()).hasSizeLessThan(1 << 16);
    assertThatThrownBy(
            () -> {
              try (var inserter = repository.newObjectInserter()) {
                inserter
                    .newPackParser(new ByteArrayInputStream(pack.bytes()))
                    .parse(receiving, atOnce);
              }
            })
        .rootCause()
        .isInstanceOf(InterruptedIOException.class);
    assertThat(folder.resolve("objects")).isDirectoryNotContaining("glob:**incoming_*");
  }

  @Test
  void anAbandonedReadingEndsAtTheNextObject() throws Exception {
    CommitId commit;
    try (var inserter = repository.newObjectInserter()) {
      commit = commit(inserter, inserter.insert(new TreeFormatter()));
    }
    var reading = new CountDownLatch(1);
    var ended = new CompletableFuture<Exception>();
    try (var threads = new GitThreads(Duration.ofMillis(50))) {
      assertThatThrownBy(() ->
              threads.run(
                  "read the files",
                  () -> {
                    reading.countDown();
                    try {
                      while (true) {
                        tree(commit);
                      }
                    } catch (IOException e) {
                      ended.complete(e);
                      throw e;
                    }
                  }))
          .hasMessageStartingWith("Cannot read the files: it timed out after 0 s.");

      assertThat(reading.getCount()).isZero();
      assertThat(ended.get()).hasMessage("The reading was abandoned");
    }
  }

  @Test
  void walksThroughTwelveThousandNestedFolders() throws IOException {
    CommitId commit;
    // One pack: so many files of their own would take minutes to sync.
    try (var inserter = repository.getObjectDatabase().newPackInserter()) {
      var tree = inserter.insert(Constants.OBJ_BLOB, "kind: Team".getBytes(StandardCharsets.UTF_8));
      var mode = FileMode.REGULAR_FILE;
      for (var depth = 0; depth <= 12_000; depth++) {
        var folders = new TreeFormatter();
        folders.append(depth == 0 ? "f.yaml" : "d", mode, tree);
        tree = inserter.insert(folders);
        mode = FileMode.TREE;
      }
      commit = commit(inserter, tree);
    }

    var entries = (ModelTree.Entries) tree(commit);

    assertThat(entries.files()).isEmpty();
    assertThat(entries.unusable())
        .singleElement()
        .satisfies(it -> assertThat(it.kind()).isEqualTo(TreeEntry.Kind.UNUSABLE_PATH));
  }

  @Test
  void stopsInTreesThatContainEachOtherManyTimes() throws IOException {
    CommitId commit;
    try (var inserter = repository.newObjectInserter()) {
      var tree = inserter.insert(Constants.OBJ_BLOB, new byte[0]);
      var mode = FileMode.REGULAR_FILE;
      for (var depth = 0; depth < 10; depth++) {
        var folders = new TreeFormatter();
        for (var i = 10; i < 30; i++) {
          folders.append("n" + i, mode, tree);
        }
        tree = inserter.insert(folders);
        mode = FileMode.TREE;
      }
      commit = commit(inserter, tree);
    }

    assertThat(tree(commit)).isInstanceOf(ModelTree.TooManyFiles.class);
  }

  private ModelTree tree(CommitId commit) throws IOException {
    try (var reader = new ModelTreeReader(repository, ModelRoot.of(""))) {
      return reader.tree(commit);
    }
  }

  private static CommitId commit(ObjectInserter inserter, ObjectId tree) throws IOException {
    var commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setAuthor(new PersonIdent("Eve", "eve@example.org"));
    commit.setCommitter(commit.getAuthor());
    commit.setMessage("Hostile");
    var id = inserter.insert(commit);
    inserter.flush();
    return new CommitId(id.name());
  }

  @Test
  void asksOnPlatformThreadsSoThatNoCarrierIsTaken() throws Exception {
    try (var threads = new GitThreads(Duration.ofMinutes(1));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var isVirtual =
          callers.submit(() -> threads.run("look", () -> Thread.currentThread().isVirtual()));

      assertThat(isVirtual.get()).isFalse();
    }
  }

  @Test
  void abandonsAReadingThatTakesTooLong() {
    var never = new CountDownLatch(1);
    try (var threads = new GitThreads(Duration.ofMillis(50))) {
      assertThatThrownBy(() -> threads.run("read the files", () -> wait(never)))
          .isInstanceOfSatisfying(
              GitException.class, e -> assertThat(e.category()).isEqualTo(Category.TIMEOUT))
          .hasMessageStartingWith("Cannot read the files: it timed out after 0 s.");
    }
  }

  private static boolean wait(CountDownLatch never) throws InterruptedException {
    never.await();
    return true;
  }

  @Test
  void survivesAReadingThatTakesAllMemory() {
    try (var threads = new GitThreads(Duration.ofMinutes(1))) {
      assertThatThrownBy(() ->
              threads.run(
                  "read the files",
                  () -> {
                    throw new OutOfMemoryError("Java heap space");
                  }))
          .isInstanceOf(GitException.class)
          .hasMessage(
              "Cannot read the files: it takes more memory than the daemon has. Give it a larger"
                  + " heap, or check the last push");
    }
  }
}
