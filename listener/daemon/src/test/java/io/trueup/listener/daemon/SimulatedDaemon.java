package io.trueup.listener.daemon;

import io.trueup.listener.daemon.Opening.Attempt;
import io.trueup.listener.daemon.kafka.SimulatedKafka;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's process as the simulation runs it: the opening and the engine of production, between a
 * simulated data folder and whoever calls its HTTP server.
 */
public final class SimulatedDaemon {

  /** The reader that stands for everybody who hears of events. */
  public static final String SUBSCRIBER = "subscriber";

  private static final int EVENTS_AT_ONCE = 7;
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofSeconds(60);
  private static final Engine.Timing TIMING =
      new Engine.Timing(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ZERO);

  private final OpenResources working = new OpenResources();
  private final Threads.Runner opener;
  private final Threads.Timer retries;
  private final Opening opening;
  private final EventRelay.Destination subscriber;
  private final Function<StateStore, EventRelay.Destination> events;
  private @Nullable Engine answering;

  /**
   * The world outside of one process.
   *
   * @param folder the data folder's files; the same after a restart, and it holds {@code instance}
   * @param observer called after each step of the start
   * @param subscriber gets every event
   * @param events makes the topic that gets every event, too
   */
  public record Effects(
      Supplier<StateStore> database,
      PlatformRuntimes platforms,
      Map<String, String> folder,
      Threads threads,
      RandomGenerator random,
      Consumer<String> observer,
      EventRelay.Destination subscriber,
      Function<StateStore, EventRelay.Destination> events) {}

  /** Starts: the opening is the first task of its threads. */
  public SimulatedDaemon(Effects effects, Followed followed, MaintainedMirror mirror) {
    opener = effects.threads().runner("opener");
    retries = effects.threads().timer("opener-retries");
    subscriber = effects.subscriber();
    events = effects.events();
    opening =
        new Opening(
            new Opening.Effects(
                effects.database(),
                _ -> effects.platforms(),
                new Folder(effects.folder()),
                new Requests(),
                (_, _) -> () -> {},
                effects.threads(),
                effects.random()),
            new Opening.Plan(
                TIMING,
                List.of(new Engine.FollowedBranch(followed, POLL, mirror)),
                ServedWork.allOf(List.of(followed.source())),
                "simulated"),
            working,
            step -> effects.observer().accept(step.name()));
    opener.start(this::open);
  }

  private void open() {
    switch (opening.attempt()) {
      case Attempt.Failed _ -> retries.after(RETRY, () -> opener.start(this::open));
      case Attempt.Ready _, Attempt.Closed _, Attempt.Broken _ -> {}
    }
  }

  /** Whether its HTTP server answers everything. */
  public boolean isAnswering() {
    return answering != null;
  }

  private Engine engine() {
    return Objects.requireNonNull(answering, "The daemon does not answer yet");
  }

  /** As {@code Engine.announce}. */
  public void announce(SourceId source) {
    engine().announce(source);
  }

  /** As {@code Engine.poke}. */
  public void poke(PlatformId platform) {
    engine().poke(platform);
  }

  /** What jobs ask. */
  public NodeTime nodeTime() {
    return engine().nodeTime();
  }

  /** What operators do to schemas. */
  public PlatformSchemas schemas() {
    return engine().schemas();
  }

  /** What operators order for the moves of platforms. */
  public RolloutControl control() {
    return engine().control();
  }

  /** Stops in order. */
  public void close() {
    answering = null;
    working.close();
    opener.close();
    retries.close();
  }

  private final class Requests implements Opening.Front {

    @Override
    public String address() {
      return "127.0.0.1:1";
    }

    @Override
    public FactObserver observe(StateStore store) {
      return FactObserver.NONE;
    }

    @Override
    public void waitFor(String reason) {
      answering = null;
    }

    @Override
    public void open(StateStore store, Engine engine) {
      var _ = engine.changes().relay(SUBSCRIBER, EVENTS_AT_ONCE, subscriber);
      var _ = engine.changes().relay(SimulatedKafka.READER, EVENTS_AT_ONCE, events.apply(store));
      answering = engine;
    }
  }

  private record Folder(Map<String, String> files) implements Opening.Home {

    @Override
    public String instance() {
      return Objects.requireNonNull(files.get("instance"));
    }

    @Override
    public Path writeSecret(String name, String secret) {
      files.put(name, secret);
      return Path.of(name);
    }

    @Override
    public void remove(String name) {
      files.remove(name);
    }
  }
}
