package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContainerPoolsTest {

  private final TestContainer container = new TestContainer();
  private final AtomicLong nanos = new AtomicLong();
  private final ContainerPools pools = new ContainerPools(container.environment(), nanos::get);

  @AfterEach
  void close() {
    pools.close();
    container.close();
  }

  private ContainerPools.ContainerPool open(String host) throws SQLException {
    var at = new ContainerDatabase(host, container.port(), container.name());
    return pools.open(at, container.login(at));
  }

  @Test
  void closesThePoolsOfContainersThatNoModelNamesAnyMore() throws SQLException {
    var former = open("localhost");
    var stillUsed = open("127.0.0.1");

    nanos.addAndGet(Duration.ofMinutes(50).toNanos());
    open("127.0.0.1");
    nanos.addAndGet(Duration.ofMinutes(50).toNanos());
    open("127.0.0.1");

    assertThat(pools.size()).isEqualTo(1);
    assertThat(former.connections().isClosed()).isTrue();
    assertThat(stillUsed.connections().isClosed()).isFalse();
  }

  @Test
  void keepsAPoolWhoseConnectionsAreInUse() throws SQLException {
    var former = open("localhost");
    try (var _ = former.connections().getConnection()) {
      nanos.addAndGet(Duration.ofHours(2).toNanos());
      open("127.0.0.1");

      assertThat(former.connections().isClosed()).isFalse();
    }
  }
}
