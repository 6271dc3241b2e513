package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of daemons. */
class DaemonsCommandTest extends DaemonFixture {

  private static final Duration LEASE = Duration.ofSeconds(15);

  @BeforeEach
  void acceptAVersion() {
    new StoreScene(store).firstMerge();
  }

  private void report(String daemon, ServedWork serves) {
    store
        .daemons()
        .report(
            new RunningDaemon.Report(daemon, "127.0.0.1:8080", "1.2.3", serves, clock.instant()),
            LEASE);
  }

  private static ServedWork types(String... types) {
    SortedSet<String> none = Collections.emptySortedSet();
    return new ServedWork(
        new TreeSet<>(List.of(StoreScene.ACME)), new TreeSet<>(List.of(types)), none, none);
  }

  @Test
  void showsWhatEachServesAndHolds() {
    report("one-2345-6789", ServedWork.allOf(List.of(StoreScene.ACME)));
    clock.advance(LEASE.minusSeconds(1));
    report("two", types("postgres", "kafka"));
    report("three", ServedWork.allOf(List.of(StoreScene.ACME)));
    store.daemons().leave("three");
    store.sources().request(StoreScene.ACME);
    store.leases().claim("platform:acme/Live", "two", LEASE);
    clock.advance(Duration.ofSeconds(3));

    assertThat(run("daemons")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            DAEMON    STATE    SINCE     SEEN      VERSION  ADDRESS         SERVES                         HOLDS               LAG
            one-2345  gone     17 s ago  17 s ago  1.2.3    127.0.0.1:8080  acme                           -                   -
            three     stopped  3 s ago   3 s ago   1.2.3    127.0.0.1:8080  acme                           -                   -
            two       live     3 s ago   3 s ago   1.2.3    127.0.0.1:8080  acme type:kafka type:postgres  platform:acme/Live  1 check since 3 s ago, 2 platforms since 17 s ago
            """);
  }

  @Test
  void aDaemonLagsByThePlatformsThatItServesAndThatCouldMove() throws IOException {
    clock.advance(Duration.ofMinutes(5));
    report("tables", types("postgres"));
    report("others", types("kafka"));

    assertThat(lag("tables")).isEqualTo("2 platforms since 5 min ago");
    assertThat(lag("others")).isEqualTo("-");

    assertThat(run("pause acme/Live --reason incident")).isZero();
    assertThat(lag("tables")).isEqualTo("1 platform since 5 min ago");
    assertThat(run("daemons --output json")).isZero();
    var daemons = new ObjectMapper().readTree(out.toString()).path("daemons");
    assertThat(daemons.findValuesAsText("moving")).containsExactly("0", "1");
    assertThat(daemons.findValuesAsText("movingSince"))
        .containsExactly("null", "2026-03-01T12:00:00Z");
  }

  @Test
  void aDaemonLagsByTheEventsThatItPassesOnAndNotByThoseThatAreGathered() {
    clock.advance(Duration.ofMinutes(5));
    report("one", types("none"));
    report("two", types("none"));
    store.changes().number(1_000);
    var all = store.changes().range().last();
    store.changes().register("kafka", 0);
    store.changes().register("notify:ops", 0);
    assertThat(store.leases().claim("events:kafka", "one", LEASE)).isPresent();
    assertThat(store.leases().claim("events:notify:ops", "two", LEASE)).isPresent();

    assertThat(lag("one")).isEqualTo("%d events since 5 min ago".formatted(all));
    assertThat(lag("two")).isEqualTo("-");
  }

  private String lag(String daemon) {
    assertThat(run("daemons")).isZero();
    var row = out.toString().lines().filter(it -> it.startsWith(daemon)).findFirst();
    return row.orElseThrow().replaceFirst(".* {2}(\\S.*)$", "$1");
  }

  @Test
  void whatNoDaemonServesIsAWarningThatSaysWhatToDo() throws IOException {
    report("one", types("kafka"));

    assertThat(run("daemons")).isZero();
    assertThat(joined(out.toString()))
        .startsWith(
            "No live daemon serves platforms of source 'acme' with type 'postgres', so platforms"
                + " 'acme/Live', 'acme/Monthly', 'acme/Old' wait. Start a daemon whose 'serves'"
                + " includes platforms of source 'acme' with type 'postgres' DAEMON");
    assertThat(run("status")).isZero();
    assertThat(joined(out.toString())).contains("No live daemon serves platforms of source 'acme'");
    assertThat(run("status --output json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).path("warnings")).hasSize(1);

    report("two", ServedWork.allOf(List.of(StoreScene.ACME)));

    assertThat(run("daemons")).isZero();
    assertThat(out.toString()).startsWith("DAEMON");
  }

  @Test
  void aSourceThatNoDaemonServesIsAWarning() {
    report("one", ServedWork.allOf(List.of(new SourceId("other"))));

    assertThat(run("daemons")).isZero();

    assertThat(joined(out.toString()))
        .startsWith(
            "No live daemon serves source 'acme', so its merges wait. Start a daemon that follows"
                + " it and whose 'serves' names it or no sources DAEMON");
  }

  @Test
  void programsReadTheSame() throws IOException {
    report("one", types("postgres"));
    store.sources().request(StoreScene.ACME);

    assertThat(run("daemons --output json")).isZero();

    var daemon = new ObjectMapper().readTree(out.toString()).path("daemons").path(0);
    assertThat(daemon.path("daemon").asText()).isEqualTo("one");
    assertThat(daemon.path("types").path(0).asText()).isEqualTo("postgres");
    assertThat(daemon.path("owed").asInt()).isEqualTo(1);
    assertThat(daemon.path("owedSince").asText()).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(run("daemons")).isZero();

    assertThat(out.toString()).isEqualTo("No daemon has reported\n");
  }

  private static String joined(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
