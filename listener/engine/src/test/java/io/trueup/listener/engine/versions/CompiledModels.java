package io.trueup.listener.engine.versions;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.LoadTracker;
import io.trueup.listener.engine.source.ModelBudget;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the sample in a git repository, and libraries that keep them in files. Every verdict
 * can be compared with the one of a library that has no files.
 */
final class CompiledModels implements AutoCloseable {

  static final VersionLabel LABEL = new VersionLabel("sample", "", "", new Fingerprint(1, 2));

  private static final Path SAMPLE = Path.of("../../docs/samples/northwind");
  private static final String WIDTH = "contact_name: varchar(30)";

  private final GitMirror mirror;
  private final List<CommitId> commits;
  private final Map<String, ModelVerdict> expected = new ConcurrentHashMap<>();

  private CompiledModels(GitMirror mirror, List<CommitId> commits) {
    this.mirror = mirror;
    this.commits = List.copyOf(commits);
  }

  /** Makes a repository of some versions, each of which follows the one before it. */
  static CompiledModels create(Path folder, int versions) {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    copySample(ada);
    var sales = ada.folder().resolve("usa/sales.yaml");
    var commits = new ArrayList<CommitId>();
    try {
      var text = Files.readString(sales);
      if (!text.contains(WIDTH)) {
        throw new IllegalStateException("The sample has changed");
      }
      for (var version = 0; version < versions; version++) {
        ada.write("usa/sales.yaml", text.replace(WIDTH, WIDTH.replace("30", "" + (30 + version))));
        if (version % 3 == 1) {
          ada.write("usa/more%d.yaml".formatted(version), moreDatasets(version));
        }
        commits.add(new CommitId(ada.publish("Version " + version)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var models = open(folder.resolve("mirror"), commits);
    commits.forEach(models.mirror::fetch);
    return models;
  }

  /** Opens a mirror that was made before. */
  static CompiledModels open(Path mirror, List<CommitId> commits) {
    return new CompiledModels(
        GitMirror.open(
            new GitRemote(
                mirror.resolveSibling("remote").toString(),
                "main",
                new GitAuthentication.None(),
                Duration.ofSeconds(30),
                mirror)),
        commits);
  }

  /** Copies the mirror of a repository, since a process has its own. */
  static Path copyMirror(Path folder) {
    var source = folder.resolve("mirror");
    try (var paths = Files.walk(source)) {
      var copy = Files.createTempDirectory(folder, "mirror");
      for (var path : paths.toList()) {
        var target = copy.resolve(source.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String moreDatasets(int version) {
    var text = new StringBuilder("kind: Datasets\nstore: NW_Data\nteam: USA/Sales\ndatasets:\n");
    for (var i = 0; i < 40; i++) {
      text.append(
          "  more_%d_%d: {classification: [PUB], columns: {id: {type: integer, key: true}}}\n"
              .formatted(version, i));
    }
    return text.toString();
  }

  private static void copySample(GitWorkTree tree) {
    try (var files = Files.walk(SAMPLE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        tree.write(SAMPLE.relativize(file).toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy the sample", e);
    }
  }

  List<CommitId> commits() {
    return commits;
  }

  CommitId commit(int version) {
    return commits.get(version);
  }

  /** The versions in a folder, as another process opens them. */
  static VersionFolder versions(Path folder, List<String> warnings) {
    return versions(folder, warnings, MergePolicy.DEFAULT);
  }

  /** The same, with rules of their own for merging and compaction. */
  static VersionFolder versions(Path folder, List<String> warnings, MergePolicy policy) {
    var synchronous = Collections.synchronizedList(warnings);
    return new VersionFolder(
        folder, LABEL, new BlockCache(256), InstantSource.system(), synchronous::add, policy);
  }

  /** A library that knows nothing yet but the files in a folder. */
  GitModelLibrary library(@Nullable VersionFolder folder) {
    return new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE, null, folder);
  }

  /** A library with a limit of its own for open versions, and a check of graphs of its own. */
  GitModelLibrary library(@Nullable VersionFolder folder, ModelBudget budget, GraphLint lint) {
    return library(folder, budget, lint, LoadTracker.unlogged());
  }

  /** The same, whose loads are followed. */
  GitModelLibrary library(
      @Nullable VersionFolder folder, ModelBudget budget, GraphLint lint, LoadTracker progress) {
    return new GitModelLibrary(
        mirror, ModelRoot.of(""), lint, new GitModelLibrary.Kept(null, folder, budget), progress);
  }

  /** Whether a model is that of a version, as git gives it. */
  boolean isModelOf(Model model, int version) {
    return model.equals(expected(version, -1).model());
  }

  /** The verdict on a version after another one, computed from git alone. */
  ModelVerdict expected(int version, int accepted) {
    return expected.computeIfAbsent(
        version + " after " + accepted,
        _ -> library(null).evaluate(commit(version), accepted < 0 ? null : commit(accepted)));
  }

  /** The verdict of a library. */
  ModelVerdict verdict(GitModelLibrary library, int version, int accepted) {
    return library.evaluate(commit(version), accepted < 0 ? null : commit(accepted));
  }

  /** Whether a verdict and all of its model are what git gives. */
  boolean isRight(ModelVerdict verdict, int version, int accepted) {
    var expectation = expected(version, accepted);
    return verdict.problems().equals(expectation.problems())
        && verdict.isAccepted() == expectation.isAccepted()
        && Objects.equals(verdict.model(), expectation.model());
  }

  /** Writes the files of the first versions into a folder. */
  void fill(Path folder, int versions) {
    var library = library(versions(folder, new ArrayList<>()));
    for (var version = 0; version < versions; version++) {
      verdict(library, version, version - 1);
    }
  }

  /** Two versions, the second of which follows the first; or -1 and a version. */
  int[] pair(Random random) {
    var version = random.nextInt(commits.size());
    var accepted = random.nextInt(4) == 0 ? -1 : random.nextInt(commits.size());
    return new int[] {version, accepted};
  }

  @Override
  public void close() {
    mirror.close();
  }
}
