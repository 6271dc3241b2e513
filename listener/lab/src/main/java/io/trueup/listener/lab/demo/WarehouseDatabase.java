package io.trueup.listener.lab.demo;

import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The database for the tables of the sample's platforms, in the embedded Postgres, with its own
 * user.
 */
final class WarehouseDatabase {

  static final String USER = "warehouse";

  private static final String TABLES_AND_VIEWS =
      """
      SELECT n.nspname || '.' || c.relname AS name,
             CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'table' END AS kind,
             (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum)
                FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'v')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       ORDER BY c.relkind, 1
      """;

  private final EmbeddedPostgres postgres;

  private WarehouseDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Creates the database and its user. */
  static WarehouseDatabase create(EmbeddedPostgres postgres, Secret password) {
    postgres.createDatabase(USER);
    var warehouse = new WarehouseDatabase(postgres);
    try (var connection = warehouse.connect(USER);
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE warehouse LOGIN PASSWORD " + statement.enquoteLiteral(password.value()));
      statement.execute("ALTER DATABASE warehouse OWNER TO warehouse");
    } catch (SQLException e) {
      throw new DemoException("Cannot create the warehouse: " + e.getMessage(), e);
    }
    return warehouse;
  }

  private Connection connect(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", postgres.superuser());
    properties.setProperty("password", postgres.password());
    return DriverManager.getConnection(postgres.jdbcUrl(database), properties);
  }

  /** One table or view of the catalog. */
  record Relation(String name, String kind, String columns) {}

  /** All tables and views of the catalog. */
  List<Relation> relations() {
    try (var connection = connect(USER);
        var statement = connection.prepareStatement(TABLES_AND_VIEWS);
        var rows = statement.executeQuery()) {
      var relations = new ArrayList<Relation>();
      while (rows.next()) {
        relations.add(
            new Relation(
                rows.getString("name"), rows.getString("kind"), rows.getString("columns")));
      }
      return relations;
    } catch (SQLException e) {
      throw new DemoException("Cannot read the warehouse's catalog: " + e.getMessage(), e);
    }
  }

  /** The columns of one table or view. */
  String columns(String name) {
    return relations().stream()
        .filter(it -> it.name().equals(name))
        .map(Relation::columns)
        .findFirst()
        .orElse("(there is none)");
  }

  /** The rows of a query of the state database, as texts. */
  List<List<String>> query(String query) {
    try (var connection = connect("trueup");
        var statement = connection.prepareStatement(query);
        var rows = statement.executeQuery()) {
      var table = new ArrayList<List<String>>();
      var width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (var column = 1; column <= width; column++) {
          row.add(String.valueOf(rows.getString(column)));
        }
        table.add(row);
      }
      return table;
    } catch (SQLException e) {
      throw new DemoException("Cannot query the state database: " + e.getMessage(), e);
    }
  }
}
