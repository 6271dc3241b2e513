package io.trueup.listener.engine.source;

import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The models of a source whose compiled versions come from elsewhere: it opens them and makes none.
 * Thread-safe.
 */
public final class FolderLibrary implements ModelLibrary {

  private final PublishedModels published;
  private final Supply supply;

  /** Brings the file of a version into the folder. */
  @FunctionalInterface
  public interface Supply {

    /** Returns when the version is there; blocks. */
    void bring(CommitId commit) throws IOException;
  }

  /**
   * Opens versions in a folder.
   *
   * @param supply brings those that are missing
   */
  public FolderLibrary(VersionFolder folder, ModelBudget budget, Supply supply) {
    this.published = new PublishedModels(budget, folder, new RecentVersions());
    this.supply = supply;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException also when no usable file of it can be had now
   */
  @Override
  public Model model(CommitId commit) {
    return kept(commit)
        .orElseGet(() -> {
          try {
            supply.bring(commit);
          } catch (IOException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
          }
          return kept(commit)
              .orElseThrow(() ->
                  new IllegalStateException(
                      "the folder of versions has no usable file of commit " + commit));
        });
  }

  @Override
  public Optional<Model> opened(CommitId commit) {
    return Optional.ofNullable(published.find(commit)).map(FolderLibrary::model);
  }

  @Override
  public Optional<Model> kept(CommitId commit) {
    return published.open(commit).map(FolderLibrary::model);
  }

  private static Model model(EvaluatedVersion version) {
    return Objects.requireNonNull(version.model());
  }

  @Override
  public ModelUsage usage() {
    return published.usage();
  }

  @Override
  public void pin(Set<CommitId> commits) {
    published.pin(commits);
    published.closeRemoved();
  }
}
