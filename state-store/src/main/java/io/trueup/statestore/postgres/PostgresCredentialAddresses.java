package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CredentialAddresses;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Addresses of credentials; withdrawn addresses are kept. */
final class PostgresCredentialAddresses implements CredentialAddresses {

  private static final String ALL =
      """
      SELECT credential, address, since, approved_by, reason
        FROM credential_address
       WHERE withdrawn_at IS NULL
       ORDER BY credential, address
      """;

  private static final String OF_CREDENTIAL =
      """
      SELECT credential, address, since, approved_by, reason
        FROM credential_address
       WHERE credential = ?
         AND withdrawn_at IS NULL
       ORDER BY address
      """;

  private static final String IS_KNOWN =
      """
      SELECT name
        FROM credential
       WHERE name = ?
      """;

  /**
   * Of two first uses at once, the second waits here for the first to commit, and then is not the
   * first.
   */
  private static final String ADD =
      """
      INSERT INTO credential (name, known_since)
      VALUES (?, clock_timestamp())
          ON CONFLICT (name) DO NOTHING
      """;

  private static final String ALLOW =
      """
      INSERT INTO credential_address (credential, address, since, approved_by, reason)
      VALUES (?, ?, clock_timestamp(), ?, ?)
          ON CONFLICT (credential, address) WHERE withdrawn_at IS NULL DO NOTHING
      """;

  private static final String WITHDRAW =
      """
      UPDATE credential_address
         SET withdrawn_at = clock_timestamp()
       WHERE credential = ?
         AND address = ?
         AND withdrawn_at IS NULL
      """;

  private final Database database;

  PostgresCredentialAddresses(Database database) {
    this.database = database;
  }

  @Override
  public List<CredentialAddress> all() {
    return database.inTransaction(
        "list the addresses of credentials",
        tx -> tx.query(ALL, PostgresCredentialAddresses::address));
  }

  @Override
  public Optional<List<CredentialAddress>> find(String credential) {
    return database.inTransaction(
        "read the addresses of credential '%s'".formatted(credential),
        tx ->
            tx.queryOne(IS_KNOWN, row -> row.text("name"), credential).isEmpty()
                ? Optional.empty()
                : Optional.of(addresses(tx, credential)));
  }

  @Override
  public List<CredentialAddress> pin(
      String credential, Collection<String> addresses, String reason) {
    return database.inTransaction(
        "pin the addresses of credential '%s'".formatted(credential),
        tx -> {
          if (tx.update(ADD, credential) == 1) {
            for (var address : new TreeSet<>(addresses)) {
              allow(tx, AuditVerbs.CREDENTIAL_PINNED, credential, address, Actor.DAEMON, reason);
            }
          }
          return addresses(tx, credential);
        });
  }

  @Override
  public boolean approve(String credential, String address, Actor actor, String reason) {
    return database.inTransaction(
        "approve an address of credential '%s'".formatted(credential),
        tx -> {
          tx.update(ADD, credential);
          return allow(tx, AuditVerbs.CREDENTIAL_APPROVED, credential, address, actor, reason);
        });
  }

  private static boolean allow(
      Transaction tx, String verb, String credential, String address, Actor actor, String reason)
      throws SQLException {
    var isNew = tx.update(ALLOW, credential, address, actor.name(), reason) == 1;
    if (isNew) {
      var after = StoreJson.object("address", address);
      PostgresAudit.append(
          tx, new NewEntry(actor, verb, "credential:" + credential, null, after, reason));
    }
    return isNew;
  }

  @Override
  public boolean withdraw(String credential, String address, Actor actor, String reason) {
    return database.inTransaction(
        "withdraw an address of credential '%s'".formatted(credential),
        tx -> {
          var isAllowed = tx.update(WITHDRAW, credential, address) == 1;
          if (isAllowed) {
            PostgresAudit.append(
                tx,
                new NewEntry(
                    actor,
                    AuditVerbs.CREDENTIAL_WITHDRAWN,
                    "credential:" + credential,
                    StoreJson.object("address", address),
                    null,
                    reason));
          }
          return isAllowed;
        });
  }

  private static List<CredentialAddress> addresses(Transaction tx, String credential)
      throws SQLException {
    return tx.query(OF_CREDENTIAL, PostgresCredentialAddresses::address, credential);
  }

  private static CredentialAddress address(Row row) throws SQLException {
    return new CredentialAddress(
        row.text("credential"),
        row.text("address"),
        row.instant("since"),
        row.text("approved_by"),
        row.text("reason"));
  }
}
