package io.trueup.listener.daemon;

import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.Member;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.RandomSecrets;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens everything that needs the state store, step by step: {@link StartStep#STORE} to {@link
 * StartStep#WORK}. An attempt that fails closes what it opened and leaves nothing behind that the
 * next one does not find. Not thread-safe: one thread makes one attempt after another.
 */
final class Opening {

  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final String FIRST_TOKEN = "operator";
  private static final String TOKEN_FILE = "operator.token";

  private final Effects effects;
  private final Plan plan;
  private final OpenResources working;
  private final Consumer<StartStep> observer;
  private String lastFailure = "";

  /** What the opening keeps on disk; the same folder after a restart. */
  interface Home {

    /** The process's name in leases. */
    String instance();

    /** Writes a secret that only the daemon's user may read, and returns its file. */
    Path writeSecret(String name, String secret);

    /** Removes a file, if it exists. */
    void remove(String name);
  }

  /** What answers requests. */
  interface Front {

    /** Where it listens. */
    String address();

    /** Who hears what the engine over an open store does. */
    FactObserver observe(StateStore store);

    /** Answers every request with the reason why the daemon is not ready. */
    void waitFor(String reason);

    /** Answers every request from now on. */
    void open(StateStore store, Engine engine);
  }

  /**
   * The world outside.
   *
   * @param database opens the store; throws what {@link #attempt} retries
   * @param platforms makes the platforms' runtimes over an open store
   * @param connections opens what works beside the engine, such as Kafka; waits for nothing
   * @param random see {@link Engine.Effects}
   */
  record Effects(
      Supplier<StateStore> database,
      Function<StateStore, PlatformRuntimes> platforms,
      Home home,
      Front front,
      BiFunction<StateStore, Engine, AutoCloseable> connections,
      Threads threads,
      RandomGenerator random) {}

  /**
   * What the daemon is to do.
   *
   * @param serves the work that it takes
   * @param program the version of its program
   */
  record Plan(
      Engine.Timing timing,
      List<Engine.FollowedBranch> sources,
      ServedWork serves,
      String program) {

    Plan {
      sources = List.copyOf(sources);
    }
  }

  /** How an attempt ended. */
  sealed interface Attempt {

    /** The daemon works. */
    record Ready(StateStore store) implements Attempt {}

    /** The daemon was closed meanwhile. */
    record Closed() implements Attempt {}

    /** Something that may pass is in the way: try again after a pause. */
    record Failed(String message) implements Attempt {}

    /** A bug: another attempt would end the same way. */
    record Broken(Throwable cause) implements Attempt {}
  }

  /**
   * Prepares the first attempt.
   *
   * @param working takes what an attempt opened once that is complete
   * @param observer called after each step; an exception it throws is that step's failure
   */
  Opening(Effects effects, Plan plan, OpenResources working, Consumer<StartStep> observer) {
    this.effects = effects;
    this.plan = plan;
    this.working = working;
    this.observer = observer;
  }

  /** Tries once to open everything. */
  Attempt attempt() {
    try {
      return new Attempt.Ready(open());
    } catch (OpenResources.ClosedException _) {
      return new Attempt.Closed();
    } catch (StateStoreException | EmbeddedPostgresException | DaemonException e) {
      var message = String.valueOf(e.getMessage());
      if (!message.equals(lastFailure)) {
        LOG.error("{}. The daemon stays up and retries until it works", message);
        lastFailure = message;
      }
      effects.front().waitFor(message);
      return new Attempt.Failed(message);
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot open the state store because of a bug; the daemon takes no work", e);
      effects.front().waitFor("The state store could not be opened; the daemon's log says why");
      return new Attempt.Broken(e);
    }
  }

  private StateStore open() {
    var opened = new OpenResources();
    try {
      var store = opened.add(effects.database().get());
      observer.accept(StartStep.STORE);
      var platforms = opened.add(effects.platforms().apply(store));
      var outside =
          new Engine.Effects(
              store,
              platforms,
              effects.threads(),
              effects.random(),
              effects.front().observe(store));
      var engine = opened.add(new Engine(member(), plan.timing(), plan.sources(), outside));
      observer.accept(StartStep.CORE);
      writeFirstToken(store);
      observer.accept(StartStep.TOKEN);
      effects.front().open(store, engine);
      observer.accept(StartStep.EDGE);
      engine.start();
      var _ = opened.add(effects.connections().apply(store, engine));
      observer.accept(StartStep.WORK);
      working.add(opened);
      LOG.info("Ready: following {} source(s)", plan.sources().size());
      return store;
    } catch (RuntimeException | Error e) {
      effects.front().waitFor("The daemon is restarting");
      opened.closeAfter(e);
      throw e;
    }
  }

  private Member member() {
    return new Member(
        effects.home().instance(), effects.front().address(), plan.program(), plan.serves());
  }

  /** Writes the first token, with which an operator makes the others, into the data folder. */
  private void writeFirstToken(StateStore store) {
    if (!store.tokens().all().isEmpty()) {
      return;
    }
    var token = "tu_" + RandomSecrets.hex(24);
    // The file first: a crash in between must not leave a token that no file holds.
    var file = effects.home().writeSecret(TOKEN_FILE, token);
    if (store.tokens().add(FIRST_TOKEN, Scope.OPERATE, Secrets.digest(token), null, Actor.DAEMON)) {
      LOG.info("The first operator token is in {}", file);
    } else {
      effects.home().remove(TOKEN_FILE); // another daemon was first
    }
  }
}
