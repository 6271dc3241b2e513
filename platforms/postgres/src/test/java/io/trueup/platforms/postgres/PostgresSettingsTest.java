package io.trueup.platforms.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.testing.MemoryCredentials;
import io.trueup.platforms.testing.MemoryNameRegistry;
import io.trueup.platforms.testing.MemoryStatementJournal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresSettingsTest {

  private static PlatformEnvironment environment(Duration reconcileWithin) {
    return new PlatformEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        MemoryCredentials.none(),
        new MemoryNameRegistry(),
        new MemoryStatementJournal(),
        reconcileWithin);
  }

  @ParameterizedTest
  @CsvSource({"1, 15", "30, 20", "60, 40", "90, 60", "3600, 60"})
  void aStatementTakesLessThanAReconciliationMay(long reconcile, long statement) {
    var environment = environment(Duration.ofSeconds(reconcile));

    assertThat(PostgresSettings.containers(environment, PlatformSettings.NONE).statementTimeout())
        .isEqualTo(Duration.ofSeconds(statement));
  }

  @Test
  void readsHowManyTransactionsMayChangeTablesAtOnce() {
    var environment = environment(Duration.ofMinutes(1));

    assertThat(PostgresSettings.containers(environment, PlatformSettings.NONE).ddlAtOnce())
        .isEqualTo(1);
    assertThat(
            PostgresSettings.containers(environment, PlatformSettings.of("ddl-at-once", "4"))
                .ddlAtOnce())
        .isEqualTo(4);
    assertThatThrownBy(() ->
            new PostgresPlatform().executor(environment, PlatformSettings.of("ddl_at_once", "4")))
        .hasMessageContaining("ddl_at_once");
  }
}
