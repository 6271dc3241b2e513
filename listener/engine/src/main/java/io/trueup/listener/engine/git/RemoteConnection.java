package io.trueup.listener.engine.git;

import io.trueup.listener.engine.git.RemoteUrl.Scheme;
import io.trueup.statestore.CommitId;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectChecker.ErrorType;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Conversations with one remote about one branch. Each runs on a platform thread of its own, since
 * reading a pack may keep a processor busy. One that takes too long is interrupted, which closes
 * its socket and cancels the reading; the caller's thread returns whatever the remote does.
 *
 * <p>A conversation adds objects, in whole packs with verified checksums, and never moves a ref: an
 * abandoned one does no harm when it ends late. Thread-safe.
 */
final class RemoteConnection implements AutoCloseable {

  /**
   * A whole walk and a diff would read malformed trees differently; other old oddities may stay.
   */
  private static final Set<ErrorType> TREE_SHAPE =
      EnumSet.of(ErrorType.DUPLICATE_ENTRIES, ErrorType.TREE_NOT_SORTED, ErrorType.EMPTY_NAME);

  private final GitRemote remote;
  private final RemoteUrl url;
  private final String host;
  private final URIish address;
  private final @Nullable TokenCredentials credentials;
  private final RemoteFailures failures;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("git-remote-", 0).factory());

  RemoteConnection(GitRemote remote) {
    this.remote = remote;
    this.url = remote.remoteUrl();
    try {
      var given = new URIish(url.value());
      this.host = Objects.requireNonNullElse(given.getHost(), "");
      this.address =
          url.scheme() == Scheme.HTTP
              ? given.setHost(GuardedHttpConnection.Factory.jgitSpelling(host))
              : given;
    } catch (URISyntaxException _) {
      throw GitException.refused(
          "Cannot use the URL of the repository: git does not understand it");
    }
    this.credentials =
        remote.authentication() instanceof GitAuthentication.Token token
            ? new TokenCredentials(token, address.getHost())
            : null;
    UnaryOperator<String> redact =
        credentials == null ? UnaryOperator.identity() : credentials::redact;
    this.failures = new RemoteFailures(url, redact);
  }

  /** Asks for the branch's head, and fetches nothing. */
  RemoteHead resolveHead(Repository local) {
    return converse(
        "look up the branch '%s'".formatted(remote.branch()),
        advertisement -> head(local, advertisement));
  }

  /** The failure when a fetched commit lacks its history. */
  GitException shallow() {
    return failures.shallow("follow the branch '%s'".formatted(remote.branch()));
  }

  /** Fetches the objects of the branch's current head, and moves no ref. */
  RemoteHead fetchObjects(Repository local) {
    return converse(
        "fetch the branch '%s'".formatted(remote.branch()),
        advertisement -> {
          try (var transport = open(local, advertisement);
              var connection = connect(transport, onlyTheBranch())) {
            var ref = connection.getRef(remote.ref());
            if (ref == null) {
              return new RemoteHead.Missing();
            }
            // Never by another id: a commit that the branch does not reach is not the model.
            connection.fetch(new TimeLimit(remote.timeout()), List.of(ref), Set.of());
            return at(ref);
          }
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private RemoteHead head(Repository local, ServerAdvertisement advertisement) throws IOException {
    try (var transport = open(local, advertisement);
        var connection = connect(transport, onlyTheBranch())) {
      var ref = connection.getRef(remote.ref());
      if (ref != null) {
        return at(ref);
      }
      if (!connection.getRefs().isEmpty()) {
        return new RemoteHead.Missing();
      }
    }
    return hasAny(local, advertisement, Constants.HEAD)
            || hasAny(local, advertisement, Constants.R_HEADS, Constants.R_TAGS)
        ? new RemoteHead.Missing()
        : new RemoteHead.Empty();
  }

  /**
   * Whether refs with one of some prefixes exist. A repository may have millions of refs, so they
   * are listed only where its HEAD names no commit.
   */
  private boolean hasAny(Repository local, ServerAdvertisement advertisement, String... prefixes)
      throws IOException {
    try (var transport = open(local, advertisement);
        var connection = connect(transport, List.of(), prefixes)) {
      return !connection.getRefs().isEmpty();
    }
  }

  private static RemoteHead at(Ref ref) {
    @Nullable ObjectId id = ref.getObjectId();
    return id == null ? new RemoteHead.Missing() : new RemoteHead.At(new CommitId(id.name()));
  }

  private List<RefSpec> onlyTheBranch() {
    return List.of(new RefSpec(remote.ref()));
  }

  private FetchConnection connect(Transport transport, List<RefSpec> refs, String... prefixes)
      throws IOException {
    var connection = transport.openFetch(refs, prefixes);
    if (!(connection instanceof BasePackFetchConnection)) {
      // The old protocol over plain files lets the server name other servers to read from.
      connection.close();
      throw failures.notGit("look up the branch '%s'".formatted(remote.branch()));
    }
    return connection;
  }

  private Transport open(Repository local, ServerAdvertisement advertisement) throws IOException {
    var transport = Transport.open(local, address);
    transport.setTimeout(Math.toIntExact(Math.max(1, remote.timeout().toSeconds())));
    transport.setCredentialsProvider(credentials == null ? new NoCredentials() : credentials);
    transport.setObjectChecker(
        new ObjectChecker().setIgnore(EnumSet.complementOf(EnumSet.copyOf(TREE_SHAPE))));
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new GuardedHttpConnection.Factory(host, advertisement));
    }
    if (transport instanceof SshTransport ssh
        && remote.authentication() instanceof GitAuthentication.SshKey key) {
      var sessions = SshSessions.create(key, remote.mirrorFolder().toFile());
      ssh.setSshSessionFactory(new RecordingSshSessions(sessions, advertisement));
    }
    return transport;
  }

  private interface Conversation<T> {
    T run(ServerAdvertisement advertisement) throws IOException;
  }

  private <T> T converse(String action, Conversation<T> conversation) {
    requireLocalRepository(action);
    var advertisement = new ServerAdvertisement();
    Future<T> answer = threads.submit(() -> conversation.run(advertisement));
    try {
      return answer.get(remote.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw failures.timeout(action, remote.timeout());
    } catch (ExecutionException e) {
      throw failures.explain(action, e.getCause() == null ? e : e.getCause(), advertisement);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.interrupted(action, e);
    } finally {
      answer.cancel(true);
    }
  }

  /** JGit would read a file there as a bundle, and hardly explains another object format. */
  private void requireLocalRepository(String action) {
    if (url.scheme() != Scheme.FILE) {
      return;
    }
    var folder = new File(address.getPath());
    if (!folder.isDirectory()) {
      throw failures.explain(action, new NoRemoteRepositoryException(address, "no folder"));
    }
    if (RepositoryFormat.isSha256(folder.toPath())) {
      throw failures.sha256(action);
    }
  }

  /** Has no credentials, and keeps JGit from asking elsewhere. */
  private static final class NoCredentials extends CredentialsProvider {

    @Override
    public boolean isInteractive() {
      return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
      return false;
    }

    @Override
    public boolean get(@Nullable URIish uri, CredentialItem... items) {
      return false;
    }
  }
}
