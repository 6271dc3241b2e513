package io.trueup.listener.daemon;

import io.trueup.listener.api.Secrets;
import io.trueup.listener.config.Configuration;
import io.trueup.listener.config.SecretReader;
import io.trueup.listener.credentials.CredentialReader;
import io.trueup.listener.source.PlatformLint;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RandomSecrets;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon. It starts to listen at once, opens the state store as soon as that answers, and works
 * from then on; it stays up whatever repositories and databases do. Safe for any thread.
 */
public final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final long RETRY_MILLIS = 2000;
  private static final String FIRST_TOKEN = "operator";

  private final Configuration configuration;
  private final Consumer<StartStep> observer;
  private final DataFolder folder;
  private final StateDatabase database;
  private final DataPlatforms platforms = DataPlatforms.load();
  private final CredentialReader credentials;
  private final List<FollowedSource> sources = new ArrayList<>();
  private final HttpEdge edge;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<StateStore> opened = new CompletableFuture<>();

  private final OpenResources kept = new OpenResources();

  /** What works on what was opened before it, closed after what asks it for work. */
  private final OpenResources working = new OpenResources();

  private Daemon(
      Configuration configuration, Surroundings surroundings, Consumer<StartStep> observer) {
    this.configuration = configuration;
    this.observer = observer;
    try {
      this.folder = kept.add(DataFolder.claim(configuration.dataFolder()));
      observer.accept(StartStep.FOLDER);
      var secrets = new SecretReader(surroundings.environment());
      this.credentials =
          new CredentialReader(configuration.credentials(), surroundings.environment());
      for (var source : configuration.sources().values()) {
        var lint =
            PlatformLint.knowing(
                platforms, source.id(), () -> new RememberedNames(opened.join().names()));
        sources.add(kept.add(FollowedSource.open(configuration, source, secrets, lint)));
      }
      observer.accept(StartStep.SOURCES);
      this.database = kept.add(new StateDatabase(configuration, surroundings, folder));
      kept.add(working);
      this.edge = kept.add(new HttpEdge(configuration, surroundings));
      edge.measure(sources);
      observer.accept(StartStep.LISTEN);
    } catch (RuntimeException | Error e) {
      kept.closeAfter(e);
      throw e;
    }
    Thread.ofPlatform().name("opener").start(this::openAndStay);
  }

  /**
   * Starts; returns when it listens, perhaps before it is ready.
   *
   * @throws DaemonException when the data folder or the address cannot be used
   * @throws io.trueup.listener.git.GitException when a repository's address is of a kind that is
   *     not allowed
   */
  public static Daemon start(Configuration configuration, Surroundings surroundings) {
    return start(configuration, surroundings, StartStep.UNOBSERVED);
  }

  /**
   * Starts.
   *
   * @param observer told of each step that is done; what it throws is a failure of that step
   */
  static Daemon start(
      Configuration configuration, Surroundings surroundings, Consumer<StartStep> observer) {
    var daemon = new Daemon(configuration, surroundings, observer);
    LOG.info("Listening on {}:{}", configuration.listen().host(), daemon.port());
    return daemon;
  }

  /** The port that it listens on. */
  public int port() {
    return edge.port();
  }

  /** The state store, once it is open; completes exceptionally when the daemon is closed before. */
  public CompletableFuture<StateStore> opened() {
    return opened;
  }

  /** The embedded Postgres, once it is started; null when the operator named a database. */
  public @Nullable EmbeddedPostgres embeddedPostgres() {
    return database.embedded();
  }

  /**
   * The embedded Postgres ends with the thread that started it, so this one stays until the daemon
   * is closed.
   */
  private void openAndStay() {
    open();
    var isOver = false;
    while (!isOver) {
      try {
        closed.await();
        isOver = true;
      } catch (InterruptedException e) {
        LOG.trace("Interrupted while the daemon is closing", e);
      }
    }
  }

  /** Begins again after each failure; a bug alone ends it, and is told. */
  private void open() {
    var told = "";
    while (closing.getCount() > 0) {
      try {
        openStore();
        return;
      } catch (OpenResources.ClosedException _) {
        return;
      } catch (StateStoreException | EmbeddedPostgresException | DaemonException e) {
        var message = String.valueOf(e.getMessage());
        if (!message.equals(told)) {
          LOG.error("{}. The daemon stays up and tries again until it works", message);
          told = message;
        }
        edge.waitFor(message);
        pause();
      } catch (RuntimeException | Error e) {
        LOG.error(
            "The state store could not be opened because of a bug; the daemon takes no work", e);
        edge.waitFor("The state store could not be opened; the daemon's log says why");
        opened.completeExceptionally(e);
        return;
      }
    }
  }

  private void pause() {
    try {
      var _ = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void openStore() {
    var attempt = new OpenResources();
    try {
      var store = attempt.add(database.open());
      done(StartStep.STORE);
      var realizers = new PlatformRealizers(platforms, credentials, configuration, store);
      var core =
          attempt.add(
              new Core(store, folder.instance(), configuration.timing(), sources, realizers));
      done(StartStep.CORE);
      writeFirstToken(store);
      done(StartStep.TOKEN);
      edge.open(store, core);
      done(StartStep.EDGE);
      core.start(sources, configuration.timing().sweep());
      done(StartStep.WORK);
      working.add(attempt);
      opened.complete(store);
      LOG.info("Ready: following {} source(s)", sources.size());
    } catch (RuntimeException | Error e) {
      edge.waitFor("The daemon is restarting");
      attempt.closeAfter(e);
      throw e;
    }
  }

  private void done(StartStep step) {
    observer.accept(step);
    if (closing.getCount() == 0) {
      throw new OpenResources.ClosedException();
    }
  }

  /** Somebody must be able to make the other tokens: the first is written into the data folder. */
  private void writeFirstToken(StateStore store) {
    if (!store.tokens().all().isEmpty()) {
      return;
    }
    var token = "tu_" + RandomSecrets.hex(24);
    // First into the file: a crash in between must not leave a token that nobody knows.
    var file = folder.writeSecret("operator.token", token);
    if (store.tokens().add(FIRST_TOKEN, Scope.OPERATE, Secrets.digest(token), null, Actor.DAEMON)) {
      LOG.info("The first operator token is in {}", file);
    } else {
      folder.remove("operator.token"); // another daemon was first
    }
  }

  /**
   * Stops in order: no new work, what is under way is interrupted and resumes at the next start.
   */
  @Override
  public void close() {
    closing.countDown();
    opened.completeExceptionally(new IllegalStateException("The daemon was closed"));
    try {
      kept.close();
    } finally {
      closed.countDown();
    }
    LOG.info("Stopped");
  }
}
