package io.trueup.listener.engine.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.spi.ConnectionSecurity.ChannelBinding;
import io.trueup.platforms.spi.ConnectionSecurity.Settings;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialStore.Disclosure;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.Endpoint;
import io.trueup.statestore.Actor;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedCredentialsTest {

  private static final Endpoint DB = new Endpoint("db.acme.internal", 5432);
  private static final Endpoint EVIL = new Endpoint("evil.example", 5432);
  private static final Actor ANN = new Actor("ann", "192.0.2.7");

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final Map<String, String> environment = new TreeMap<>();
  @TempDir private Path folder;

  private GuardedCredentials credentials() {
    return new GuardedCredentials(
        new CredentialReader(folder, environment::get)::find, store.credentials(), Settings.NONE);
  }

  private void file(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void warehouse() throws IOException {
    file("warehouse/username", "trueup\n");
    file("warehouse/password", "canary-2f7c\n");
  }

  private Disclosure disclose(Endpoint... at) {
    return credentials().disclose(new CredentialUse("warehouse", List.of(at)), "a test");
  }

  private static String reason(Disclosure disclosure) {
    return disclosure instanceof Disclosure.Denied(CredentialStatus.Withheld(var reason))
        ? reason
        : "given: " + disclosure;
  }

  @Test
  void theFirstUseDecidesWhereACredentialIsUsed() throws IOException {
    warehouse();

    assertThat(disclose(DB)).isInstanceOf(Disclosure.Granted.class);
    assertThat(disclose(DB)).isInstanceOf(Disclosure.Granted.class);
    assertThat(reason(disclose(EVIL)))
        .isEqualTo(
            "Credential 'warehouse' is used at db.acme.internal:5432 so far, and the model now uses"
                + " it at evil.example:5432. Approve that with 'trueup credentials approve"
                + " warehouse evil.example:5432', or correct the host in the model");
  }

  @Test
  void oneForbiddenServerAmongSeveralIsEnough() throws IOException {
    warehouse();
    disclose(DB);

    assertThat(reason(disclose(DB, EVIL))).startsWith("Credential 'warehouse' is used at ");
  }

  @Test
  void anotherPortIsAnotherServer() throws IOException {
    warehouse();
    disclose(DB);

    assertThat(disclose(new Endpoint("db.acme.internal", 5433)))
        .isInstanceOf(Disclosure.Denied.class);
  }

  @Test
  void anApprovalAllowsOneMoreServer() throws IOException {
    warehouse();
    disclose(DB);
    store.credentials().approve("warehouse", EVIL.toString(), ANN, "it is ours");

    assertThat(disclose(EVIL)).isInstanceOf(Disclosure.Granted.class);
    assertThat(disclose(DB)).isInstanceOf(Disclosure.Granted.class);
  }

  @Test
  void checkingPinsNothing() throws IOException {
    warehouse();

    assertThat(credentials().check(CredentialUse.at("warehouse", EVIL)))
        .isEqualTo(new CredentialStatus.Usable());
    assertThat(store.credentials().find("warehouse")).isEmpty();
    disclose(DB);
    assertThat(credentials().check(CredentialUse.at("warehouse", EVIL)))
        .isInstanceOf(CredentialStatus.Withheld.class);
  }

  @Test
  void theFirstUseIsStoredBeforeTheSecretIsDisclosed() throws IOException {
    warehouse();
    var failing =
        store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                if (method.equals("credentials.pin")) {
                  throw new IllegalStateException("the process dies");
                }
              }
            });
    var guarded =
        new GuardedCredentials(
            new CredentialReader(folder, environment::get)::find,
            failing.credentials(),
            Settings.NONE);

    Assertions.assertThatIllegalStateException()
        .isThrownBy(() -> guarded.disclose(CredentialUse.at("warehouse", DB), "a test"));
  }

  @Test
  void declaredHostsReplaceStoredAddresses() throws IOException {
    warehouse();
    disclose(EVIL);
    file("warehouse/hosts", "# ours\ndb.acme.internal:5432, db2.acme.internal\n");

    assertThat(disclose(DB)).isInstanceOf(Disclosure.Granted.class);
    assertThat(disclose(new Endpoint("DB2.acme.internal", 6000)))
        .isInstanceOf(Disclosure.Granted.class);
    assertThat(reason(disclose(EVIL)))
        .isEqualTo(
            "Credential 'warehouse' is for db.acme.internal:5432, db2.acme.internal only, and the"
                + " model uses it at evil.example:5432. Add that address to the credential's"
                + " 'hosts' where the daemon runs, or correct the host in the model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                       | db.acme.internal | false",
        "# nothing                | db.acme.internal | false",
        "*                        | evil.example     | true",
        "[2001:DB8::7]:5432       | 2001:db8::7      | true",
        "[2001:db8::7]            | 2001:db8::8      | false",
        "acme.internal            | db.acme.internal | false",
      })
  void hostsAreComparedWhole(String hosts, String host, boolean isAllowed) throws IOException {
    warehouse();
    file("warehouse/hosts", hosts);

    assertThat(disclose(new Endpoint(host, 5432)) instanceof Disclosure.Granted)
        .isEqualTo(isAllowed);
  }

  @Test
  void invalidSettingsAllowNothing() throws IOException {
    warehouse();
    file("warehouse/hosts", "https://db.acme.internal/");

    assertThat(reason(disclose(DB)))
        .isEqualTo(
            "Credential 'warehouse' cannot be used, because 'https://db.acme.internal/' is not a"
                + " host, a host:port (an IPv6 address in brackets) or '*'. Correct it where the"
                + " daemon runs");
    file("warehouse/hosts", "*");
    file("warehouse/tls", "prefer");
    assertThat(reason(disclose(DB)))
        .isEqualTo(
            "Credential 'warehouse' cannot be used, because its 'tls' is 'prefer' and not disable"
                + " or require or verify-ca or verify-full. Correct it where the daemon runs");
  }

  /** In the environment many names find one secret, and all of them share one first use. */
  @Test
  void anotherSpellingOfTheNameIsNoFirstUse() {
    environment.put("TRUEUP_CREDENTIAL_WAREHOUSE_NW_USERNAME", "trueup");
    environment.put("TRUEUP_CREDENTIAL_WAREHOUSE_NW_PASSWORD", "canary-2f7c");
    var first = credentials().disclose(CredentialUse.at("warehouse-nw", DB), "a test");
    var second = credentials().disclose(CredentialUse.at("Warehouse.NW", EVIL), "a test");

    assertThat(first).isInstanceOf(Disclosure.Granted.class);
    assertThat(reason(second))
        .isEqualTo(
            "Credential 'Warehouse.NW' is used at db.acme.internal:5432 so far, and the model now"
                + " uses it at evil.example:5432. Approve that with 'trueup credentials approve"
                + " warehouse_nw evil.example:5432', or correct the host in the model");
  }

  @Test
  void settingsBesideTheSecretSecureTheConnection() throws IOException {
    warehouse();
    file("warehouse/ca.crt", "-----BEGIN CERTIFICATE-----");
    file("warehouse/channel-binding", "prefer");

    assertThat(disclose(DB))
        .isInstanceOfSatisfying(
            Disclosure.Granted.class,
            it -> {
              assertThat(it.login().security().tls()).isEqualTo(Tls.VERIFY_FULL);
              assertThat(it.login().security().channelBinding()).isEqualTo(ChannelBinding.PREFER);
              assertThat(it.toString()).doesNotContain("canary");
            });
  }
}
