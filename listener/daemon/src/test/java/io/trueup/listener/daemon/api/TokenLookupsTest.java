package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenLookupsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ApiTokens.ApiToken TOKEN =
      new ApiTokens.ApiToken("job", ApiTokens.Scope.RUN, NOON, null);

  private final SettableClock clock = new SettableClock(NOON);
  private final KnownTokens known = new KnownTokens(clock);
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Supplier<Optional<ApiTokens.ApiToken>> answer = () -> Optional.of(TOKEN);
  private final TokenLookups lookups = new TokenLookups(new SlowTokens(), known, clock);

  @Test
  void asksOnceForAllThatWaitForOneToken() throws InterruptedException {
    var found = new CopyOnWriteArrayList<Optional<ApiTokens.ApiToken>>();
    var threads = waiting(() -> found.add(lookups.find("digest")));

    released.countDown();
    join(threads);

    assertThat(asked).hasValue(1);
    assertThat(found).hasSize(threads.size()).containsOnly(Optional.of(TOKEN));
    assertThat(known.find("digest")).hasValue(TOKEN);
  }

  @Test
  void failsForAllThatWaitAndThenAsksAgain() throws InterruptedException {
    answer =
        () -> {
          throw new StateStoreException("The database is away", true, null);
        };
    var failures = new CopyOnWriteArrayList<Throwable>();
    var threads =
        waiting(() -> {
          try {
            lookups.find("digest");
          } catch (StateStoreException e) {
            failures.add(e);
          }
        });

    released.countDown();
    join(threads);
    answer = () -> Optional.of(TOKEN);

    assertThat(failures).hasSize(threads.size());
    assertThat(lookups.find("digest")).hasValue(TOKEN);
    assertThat(asked).hasValue(2);
  }

  @Test
  void doesNotJoinALookupThatBeganASecondAgo() throws InterruptedException {
    var leader = Thread.ofPlatform().start(() -> lookups.find("digest"));
    arrived.await();
    clock.advance(Duration.ofSeconds(1));
    var late = Thread.ofPlatform().start(() -> lookups.find("digest"));
    released.countDown();
    join(List.of(leader, late));

    assertThat(asked).hasValue(2);
  }

  @Test
  void forgetsATokenThatTheStoreDoesNotKnow() {
    released.countDown();
    lookups.find("digest");
    answer = Optional::empty;

    assertThat(lookups.confirmed("digest")).isEmpty();
    assertThat(known.find("digest")).isEmpty();
  }

  /** Threads of which one asks the store and all others wait for its answer. */
  private List<Thread> waiting(Runnable lookup) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    threads.add(Thread.ofPlatform().start(lookup));
    arrived.await();
    for (var i = 0; i < 20; i++) {
      threads.add(Thread.ofPlatform().start(lookup));
    }
    for (var thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    return threads;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
  }

  /** Tokens of a store that answers once it is released. */
  private final class SlowTokens implements ApiTokens {

    @Override
    public Optional<ApiToken> find(String digest) {
      asked.incrementAndGet();
      arrived.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return answer.get();
    }

    @Override
    public boolean add(
        String name, Scope scope, String digest, @Nullable Instant expiresAt, Actor actor) {
      throw new AssertionError("No token was to be added");
    }

    @Override
    public List<ApiToken> all() {
      throw new AssertionError("No list was to be read");
    }

    @Override
    public Revocation revoke(String name, Revocable which, Actor actor) {
      throw new AssertionError("No token was to be revoked");
    }
  }
}
