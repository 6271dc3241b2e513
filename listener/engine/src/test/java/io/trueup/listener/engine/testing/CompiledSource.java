package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of the name 'acme' with a repository, a mirror, and its accepted versions as files. The
 * first version has some hundred datasets; further ones change one of them.
 */
public final class CompiledSource implements AutoCloseable {

  /** The program of this test, in place of the digest of the real one. */
  public static final Fingerprint PROGRAM = new Fingerprint(1, 2);

  private static final int DATASETS = 500;

  private static final String ECOSYSTEM =
      """
      kind: Ecosystem
      name: Acme
      owner: github.com/acme/model@ecosystem
      live: github.com/acme/model@main
      vendors:
        Acme: {cloud: private, description: The cellar, locations: {Cellar: [Rack_1]}}
      zones: {Acme: github.com/acme/zone@main}
      ---
      kind: GovernanceZone
      name: Acme
      teams: {Data: github.com/acme/data@main}
      ---
      kind: Team
      name: Acme/Data
      containers:
        till:
          type: postgres
          host: till.acme.internal
          port: 5432
          database: till
          locations: [Acme/Cellar/Rack_1]
      """;

  private final Path versions;
  private final GitWorkTree ada;
  private final GitMirror mirror;
  private final GitModelLibrary library;
  private final VersionFolder compiled;
  private @Nullable CommitId accepted;

  /**
   * A source with no version yet.
   *
   * @param folder for all of it; empty
   */
  public CompiledSource(Path folder) {
    var repository = folder.resolve("model.git");
    ada = GitWorkTree.create(folder.resolve("ada"), repository.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", repository.toString());
    mirror = mirror(repository.toString(), folder.resolve("mirror"));
    versions = folder.resolve("versions");
    compiled = in(versions);
    library = library(mirror, compiled);
    ada.write("ecosystem.yaml", ECOSYSTEM);
  }

  /** Accepts the next version and returns its commit. */
  public String accept(int number) {
    ada.write("data.yaml", datasets(number));
    var commit = new CommitId(ada.publish("Version " + number));
    mirror.fetch(commit);
    var verdict = library.evaluate(commit, accepted);
    if (!verdict.isAccepted()) {
      throw new IllegalStateException("The model is wrong: " + verdict.problems());
    }
    accepted = commit;
    return commit.value();
  }

  private static String datasets(int number) {
    var text =
        new StringBuilder(
            """
            kind: Datastore
            name: Till
            team: Acme/Data
            capture:
              kind: snapshot
              container: till
              credential: till_reader
              consistency: multi-dataset
              trigger: {cron: "0 3 * * *"}
            datasets:
            """);
    for (var i = 0; i < DATASETS; i++) {
      text.append("  d%d:\n    classification: [PUB]\n    columns:\n".formatted(i));
      text.append("      id: {type: integer, key: true}\n");
      text.append("      c%d: {type: varchar(%d)}\n".formatted(i, 10 + i));
      if (i == 0) {
        for (var more = 1; more < number; more++) {
          text.append("      more%d: {type: integer}\n".formatted(more));
        }
      }
    }
    return text.toString();
  }

  /** The folder of the versions' files. */
  public Path folder() {
    return versions;
  }

  /** The versions that it wrote. */
  public VersionFolder compiled() {
    return compiled;
  }

  /** Another folder of versions of this source. */
  public static VersionFolder in(Path folder) {
    return new VersionFolder(
        folder,
        new VersionLabel("acme", "", "", PROGRAM),
        new BlockCache(256),
        InstantSource.system());
  }

  private static GitMirror mirror(String repository, Path folder) {
    return GitMirror.open(
        new GitRemote(
            repository, "main", new GitAuthentication.None(), Duration.ofSeconds(30), folder));
  }

  /** The model that a library reads from a folder of versions, without any repository. */
  public static Model modelWithoutRepository(Path folder, VersionFolder versions, String commit) {
    try (var empty = mirror(folder.resolve("none.git").toString(), folder.resolve("no-mirror"))) {
      return library(empty, versions).model(new CommitId(commit));
    }
  }

  /** The model in the source's own library. */
  public Model model(String commit) {
    return library.model(new CommitId(commit));
  }

  private static GitModelLibrary library(GitMirror mirror, VersionFolder folder) {
    return new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE, null, folder);
  }

  @Override
  public void close() {
    mirror.close();
  }
}
