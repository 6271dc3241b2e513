package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfiguredRemotes;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.FragmentCache;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.GitUpstream;
import io.trueup.listener.engine.source.LoadTracker;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.model.graph.GraphLint;
import java.time.InstantSource;

/** A configured source with its mirror. */
record FollowedSource(Engine.FollowedBranch branch, GitMirror mirror) implements AutoCloseable {

  /** A million datasets take some hundred megabytes. */
  private static final long MOST_CACHED = 4L << 30;

  /**
   * Opens the mirror of a source, without asking the remote.
   *
   * @throws io.trueup.listener.engine.git.GitException when the repository's kind of address is not
   *     allowed
   */
  static FollowedSource open(
      Configuration configuration,
      Configuration.Source source,
      SecretReader secrets,
      GraphLint lint,
      VersionFiles files,
      InstantSource clock) {
    var mirror = GitMirror.open(remote(configuration, source, secrets));
    var cache =
        new FragmentCache(
            configuration.dataFolder().resolve("fragments").resolve(source.id().value()),
            MOST_CACHED);
    var root = ModelRoot.of(source.modelRoot());
    var compiled = files.of(source.id(), root);
    var library =
        new GitModelLibrary(
            mirror,
            root,
            lint,
            new GitModelLibrary.Kept(
                cache, compiled == null ? null : compiled.folder(), files.budget()),
            new LoadTracker(source.id().value(), clock));
    var followed =
        new Followed(
            source.id(), source.branch(), new GitUpstream(mirror), library, source.versions());
    return new FollowedSource(
        new Engine.FollowedBranch(followed, source.pollEvery(), mirror, compiled), mirror);
  }

  /**
   * The remote of a source; nothing is opened or asked.
   *
   * @throws io.trueup.listener.engine.git.GitException when its address, branch or authentication
   *     is not allowed
   */
  static GitRemote remote(
      Configuration configuration, Configuration.Source source, SecretReader secrets) {
    return new GitRemote(
        source.repository(),
        source.branch(),
        ConfiguredRemotes.authentication(source.authentication(), secrets),
        configuration.timing().git(),
        configuration.dataFolder().resolve("mirrors").resolve(source.id().value()));
  }

  @Override
  public void close() {
    mirror.close();
  }
}
