package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The privileges on views that are dropped and created again. */
@Timeout(120)
class RestoredAccessTest {

  private static final String ACCESS =
      """
      SELECT v.name || ' ' || a.privilege_type || a.is_grantable || ' ' || a.grantor::regrole || ' to '
             || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM (SELECT c.relname AS name, coalesce(c.relacl, acldefault('r', c.relowner)) AS acl
                FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::text LIKE 'live\\_\\_%'
               UNION ALL
              SELECT c.relname || '.' || t.attname, t.attacl
                FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid
               WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::text LIKE 'live\\_\\_%') v,
             aclexplode(v.acl) a
      ORDER BY 1
      """;

  private final TestContainer container = new TestContainer();
  private final String reader = "reader_of_" + container.name();
  private final String writer = "writer_of_" + container.name();
  private final String other = "other_of_" + container.name();

  @BeforeEach
  void roles() {
    container.sql(
        "CREATE ROLE " + reader,
        "CREATE ROLE " + writer,
        "CREATE ROLE " + other,
        "GRANT %s, %s TO %s".formatted(other, reader, container.user()));
  }

  @AfterEach
  void close() {
    container.sql("DROP SCHEMA IF EXISTS live__w CASCADE");
    container.close();
  }

  private void widen() {
    container.run(shown("name character varying(20)"));
  }

  /** Otherwise the schema's default privileges would grant again what was revoked. */
  @Test
  void revokedPrivilegesStayRevoked() {
    container.owned(
        "CREATE SCHEMA live__w",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA live__w GRANT INSERT, DELETE ON TABLES TO " + writer);
    widen();
    container.owned(
        "REVOKE ALL ON live__w.customers FROM PUBLIC",
        "REVOKE DELETE ON live__w.customers FROM " + writer,
        "REVOKE TRUNCATE ON live__w.customers FROM " + container.user());
    var before = container.rows(ACCESS);

    assertThat(container.run(shown("name text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.rows(ACCESS)).isEqualTo(before).noneMatch(it -> it.contains("PUBLIC"));
    assertThat(container.run(shown("other text", "name text")))
        .isInstanceOf(StepOutcome.Done.class);
    assertThat(container.rows(ACCESS)).isEqualTo(before);
    assertThat(container.run(shown("other text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.rows(ACCESS)).isEqualTo(before);
  }

  @Test
  void restoresTheOwnersDefaultPrivileges() {
    container.owned(
        "CREATE SCHEMA live__w",
        "ALTER DEFAULT PRIVILEGES REVOKE INSERT ON TABLES FROM " + container.user());
    widen();
    container.owned("GRANT INSERT ON live__w.customers TO " + container.user());
    var before = container.rows(ACCESS);

    assertThat(container.run(shown("name text"))).isInstanceOf(StepOutcome.Done.class);

    assertThat(container.rows(ACCESS)).isEqualTo(before);
  }

  @Test
  void theViewsOfOthersKeepOwnersGrantsOptionsColumnsAndComments() {
    widen();
    container.owned(
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
        "CREATE VIEW live__w.theirs WITH (security_barrier=true) AS SELECT * FROM live.customers",
        "GRANT USAGE, CREATE ON SCHEMA live__w TO %s, %s".formatted(other, reader),
        "COMMENT ON VIEW live__w.theirs IS 'theirs'",
        "COMMENT ON COLUMN live__w.theirs.name IS 'a name'",
        "ALTER VIEW live__w.theirs OWNER TO " + other);
    container.sql(
        "SET ROLE " + other,
        "REVOKE ALL ON live__w.theirs FROM PUBLIC, " + other,
        "GRANT SELECT, UPDATE ON live__w.theirs TO %s WITH GRANT OPTION".formatted(reader),
        "GRANT SELECT (name) ON live__w.theirs TO " + writer,
        "GRANT SELECT (id), UPDATE (id) ON live__w.theirs TO %s WITH GRANT OPTION"
            .formatted(container.user()),
        "SET ROLE " + reader,
        "GRANT SELECT ON live__w.theirs TO PUBLIC",
        "GRANT UPDATE (name) ON live__w.theirs TO " + writer);
    var before = container.rows(ACCESS);
    var about =
        "SELECT relowner::regrole, reloptions, obj_description(oid), col_description(oid, 2) FROM"
            + " pg_class WHERE oid = 'live__w.theirs'::regclass";
    var rest = container.rows(about);

    assertThat(container.run(shown("name text"))).isInstanceOf(StepOutcome.Done.class);

    assertThat(container.rows(ACCESS)).isEqualTo(before);
    assertThat(container.rows(about)).isEqualTo(rest);
    assertThat(
            container.rows(
                "SELECT data_type FROM information_schema.columns WHERE table_name = 'theirs' AND"
                    + " column_name = 'name'"))
        .containsExactly("text");
  }

  @Test
  void namesTheGrantorWhoseGrantItCannotRestore() {
    widen();
    container.owned(
        "GRANT USAGE ON SCHEMA live__w TO " + writer,
        "GRANT SELECT ON live__w.customers TO %s WITH GRANT OPTION".formatted(writer));
    container.sql("SET ROLE " + writer, "GRANT SELECT ON live__w.customers TO " + reader);

    assertThat(container.run(shown("name text")))
        .isEqualTo(
            new StepOutcome.Refused(
                "Cannot change live.customers under view live__w.customers, which reads it and cannot be made again as it was: '%1$s' granted SELECT on view live__w.customers to '%2$s', which only '%1$s' can do again. Let '%3$s' act for it: GRANT \"%1$s\" TO \"%3$s\"; or have the view's owner grant that instead"
                    .formatted(writer, reader, container.user())));
  }

  /** The test's server has no label provider, so the statement fails there. */
  @Test
  void restoresSecurityLabels() {
    widen();
    container.sql(
        "INSERT INTO pg_seclabel SELECT 'live__w.customers'::regclass, 'pg_class'::regclass, n,"
            + " 'selinux', 'system_u:' || n FROM unnest(ARRAY[0, 2]) n");

    assertThat(container.plan(TestContainer.task(shown("name text"))).statements())
        .extracting(it -> it.sql())
        .containsAll(
            List.of(
                "SECURITY LABEL FOR \"selinux\" ON VIEW \"live__w\".\"customers\" IS 'system_u:0'",
                "SECURITY LABEL FOR \"selinux\" ON COLUMN \"live__w\".\"customers\".\"name\" IS"
                    + " 'system_u:2'"));
    container.sql("DELETE FROM pg_seclabel");
  }
}
