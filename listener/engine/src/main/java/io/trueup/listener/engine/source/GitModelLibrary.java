package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads models from a mirror, and keeps accepted versions as files. One side evaluates commits, one
 * at a time; the other one publishes accepted versions, which are read without waiting for an
 * evaluation. Safe for any thread.
 */
public final class GitModelLibrary implements EvaluatingLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(GitModelLibrary.class);

  private final @Nullable VersionFolder compiled;
  private final LoadTracker progress;
  private final RecentVersions recent = new RecentVersions();
  private final PublishedModels published;
  private final CommitEvaluator evaluator;

  /**
   * Reads from a mirror.
   *
   * @param lint the platforms' checks of their graphs
   */
  public GitModelLibrary(GitMirror mirror, ModelRoot root, GraphLint lint) {
    this(mirror, root, lint, null, (VersionFolder) null);
  }

  /**
   * Reads from a mirror, and keeps what it read and computed on disk.
   *
   * @param cache of read files; null for none
   * @param compiled the files of accepted versions; null for none
   */
  public GitModelLibrary(
      GitMirror mirror,
      ModelRoot root,
      GraphLint lint,
      @Nullable FragmentCache cache,
      @Nullable VersionFolder compiled) {
    this(
        mirror,
        root,
        lint,
        new Kept(cache, compiled, ModelBudget.forHeap(Runtime.getRuntime().maxMemory())),
        LoadTracker.unlogged());
  }

  /**
   * What a library keeps.
   *
   * @param cache of read files; null for none
   * @param compiled the files of accepted versions; null for none
   * @param budget for the versions that are open
   */
  public record Kept(
      @Nullable FragmentCache cache, @Nullable VersionFolder compiled, ModelBudget budget) {}

  /** Reads from a mirror, keeps what it read and computed, and says how far it is. */
  public GitModelLibrary(
      GitMirror mirror, ModelRoot root, GraphLint lint, Kept kept, LoadTracker progress) {
    var commits = new CommitSnapshots(mirror, root, Interner.large(), kept.cache(), progress);
    this.progress = progress;
    this.compiled = kept.compiled();
    this.published = new PublishedModels(kept.budget(), compiled, recent);
    this.evaluator =
        new CommitEvaluator(
            mirror,
            commits,
            new ModelChecker(root.folder(), lint, commits.contents(), progress),
            compiled,
            progress,
            recent,
            published);
  }

  @Override
  public ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
    return evaluator.evaluate(commit, accepted);
  }

  @Override
  public ChangeDigest change(CommitId before, CommitId after) {
    return evaluator.change(before, after);
  }

  /**
   * {@inheritDoc}
   *
   * <p>It waits for the evaluation of a commit only when the version is not open and has no usable
   * file, so that it must be made from git.
   */
  @Override
  public Model model(CommitId commit) {
    return model(published.open(commit, () -> evaluator.version(commit)));
  }

  @Override
  public Optional<Model> opened(CommitId commit) {
    return Optional.ofNullable(published.find(commit)).map(GitModelLibrary::model);
  }

  @Override
  public Optional<Model> kept(CommitId commit) {
    return published.open(commit).map(GitModelLibrary::model);
  }

  private static Model model(EvaluatedVersion version) {
    return Objects.requireNonNull(version.model());
  }

  @Override
  public Optional<LoadProgress> loading() {
    return progress.progress();
  }

  @Override
  public ModelUsage usage() {
    return published.usage();
  }

  @Override
  public void pin(Set<CommitId> commits) {
    published.pin(commits);
    recent.removeRemoved();
    published.closeRemoved();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The files of the version that was accepted last are rewritten as one, which leaves out what
   * it does not have any more; the next version builds on that file.
   */
  @Override
  public void compact() {
    var found = recent.lastAcceptedFile();
    if (compiled == null || found == null) {
      return;
    }
    try {
      compiled.compacted(found).ifPresent(file -> evaluator.rebase(found, file));
    } catch (DamagedFileException e) {
      compiled.setAside(e);
    } catch (UncheckedIOException e) {
      LOG.warn("Cannot compact the compiled versions: {}", e.getMessage());
    }
  }
}
