package io.trueup.listener.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is checked after deliveries were turned away. */
class OwedChecksTest {

  private static final SourceId ACME = new SourceId("acme");
  private static final SourceId OTHER = new SourceId("other");

  private final Queue<Runnable> dues = new ArrayDeque<>();
  private final List<SourceId> checked = new ArrayList<>();
  private final OwedChecks checks = new OwedChecks(this::after, this::check);
  private Runnable whileChecking = () -> {};

  private void after(Duration delay, Runnable task) {
    assertThat(delay).isEqualTo(OwedChecks.SOON);
    dues.add(task);
  }

  private void check(SourceId source) {
    whileChecking.run();
    checked.add(source);
  }

  @Test
  void manyThatAreTurnedAwayAreOneCheckOfEachSource() {
    checks.owe(ACME);
    checks.owe(OTHER);
    checks.owe(ACME);

    assertThat(dues).hasSize(2);
    assertThat(checked).isEmpty();
    dues.remove().run();
    dues.remove().run();
    assertThat(checked).containsExactly(ACME, OTHER);
  }

  @Test
  void whatIsTurnedAwayDuringTheCheckIsOwedAgain() {
    checks.owe(ACME);
    whileChecking = () -> checks.owe(ACME);
    dues.remove().run();

    whileChecking = () -> {};
    assertThat(dues).hasSize(1);
    dues.remove().run();
    assertThat(checked).containsExactly(ACME, ACME);
    assertThat(dues).isEmpty();
  }

  @Test
  void aCheckThatCannotBeAskedForStaysOwed() {
    checks.owe(ACME);
    whileChecking =
        () -> {
          throw new IllegalStateException("The database is away");
        };
    assertThatThrownBy(dues.remove()::run).hasMessage("The database is away");

    whileChecking = () -> {};
    assertThat(dues).hasSize(1);
    dues.remove().run();
    assertThat(checked).containsExactly(ACME);
  }
}
