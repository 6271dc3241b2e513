package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKind;
import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.relational.RelationalConformance;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.testing.Graphs;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class PostgresPlatformTest extends RelationalConformance {

  private final PostgresWarehouse warehouse = new PostgresWarehouse();

  @AfterEach
  void drop() {
    warehouse.close();
  }

  @Override
  protected DataPlatform platform() {
    return new PostgresPlatform();
  }

  @Override
  protected Capabilities capabilities() {
    return new Capabilities(
        Set.of(NodeKind.INGEST, NodeKind.TRANSFORM),
        Set.of(NodeKind.INGEST, NodeKind.TRANSFORM, NodeKind.EXPORT),
        true);
  }

  @Override
  protected Graphs graphs() {
    return warehouse.graphs();
  }

  @Override
  protected CredentialStore credentials() {
    return warehouse.credentials();
  }

  @Override
  protected String canary() {
    return OwnedDatabase.PASSWORD;
  }
}
