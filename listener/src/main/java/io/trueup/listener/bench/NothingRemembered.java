package io.trueup.listener.bench;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.GivenName;
import io.trueup.platforms.spi.Installation;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.StatementJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The stores that a platform needs, for measurements without a daemon: they store nothing. */
final class NothingRemembered implements NameRegistry, StatementJournal, CredentialStore {

  private final AtomicLong batches = new AtomicLong();

  /** The environment of the schema reconciler. */
  PlatformEnvironment environment() {
    return new PlatformEnvironment(
        new Installation("c0ffee000000", "a key"),
        this,
        this,
        this,
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        1);
  }

  @Override
  public Standing check(CredentialUse use) {
    return new Standing.Missing();
  }

  @Override
  public Disclosure disclose(CredentialUse use, String reason) {
    return new Disclosure.Denied(new Standing.Missing());
  }

  @Override
  public long begin(Batch batch) {
    return batches.incrementAndGet();
  }

  @Override
  public void landed(long id) {}

  @Override
  public void failed(long id, String error, boolean isUncertain) {}

  @Override
  public void resolved(long id, String how) {}

  @Override
  public List<OpenBatch> open(String container, String platform) {
    return List.of();
  }

  @Override
  public Map<LogicalName, GivenName> find(
      String container, String platform, Collection<LogicalName> names) {
    return Map.of();
  }

  @Override
  public Map<LogicalName, GivenName> give(
      String container, String platform, List<NameRequest> requests) {
    throw new IllegalStateException("The schema benchmark allocates no names");
  }

  @Override
  public Map<LogicalName, GivenName> foresee(
      String container, String platform, List<NameRequest> requests) {
    throw new IllegalStateException("The schema benchmark previews no names");
  }

  @Override
  public List<GivenName> ofNodes(String container, String platform, Collection<NodeKey> nodes) {
    return List.of();
  }

  @Override
  public List<GivenName> all(
      String container, String platform, @Nullable GivenName after, int limit) {
    return List.of();
  }

  @Override
  public void retire(String container, String platform, Collection<NodeKey> nodes) {}

  @Override
  public Map<LogicalName, String> forms(
      String container, String platform, Collection<LogicalName> names) {
    return Map.of();
  }

  @Override
  public void recordForms(String container, String platform, Map<LogicalName, String> forms) {}

  @Override
  public void setAside(String container, String platform, Map<LogicalName, LogicalName> names) {}

  @Override
  public void release(
      String container, String platform, Collection<LogicalName> names, Allowance allowance) {}
}
