package io.trueup.listener.daemon;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.GivenName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands in for the registry until the state store keeps one. */
final class UnrememberedNames implements NameRegistry {

  @Override
  public Map<LogicalName, GivenName> find(
      String container, String platform, Collection<LogicalName> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<LogicalName, GivenName> give(
      String container, String platform, List<NameRequest> requests) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<GivenName> ofNodes(String container, String platform, Collection<NodeKey> nodes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<GivenName> all(
      String container, String platform, @Nullable GivenName after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void retire(String container, String platform, Collection<NodeKey> nodes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(
      String container, String platform, Collection<LogicalName> names, Allowance allowance) {
    throw new UnsupportedOperationException();
  }
}
