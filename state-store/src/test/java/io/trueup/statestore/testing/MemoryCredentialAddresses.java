package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CredentialAddresses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Addresses by credential. */
final class MemoryCredentialAddresses implements CredentialAddresses {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryCredentialAddresses(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public List<CredentialAddress> all() {
    return transactor.in(
        "credentials.all",
        () ->
            state.credentialAddresses.rows().stream().flatMap(it -> it.values().stream()).toList());
  }

  @Override
  public Optional<List<CredentialAddress>> find(String credential) {
    return transactor.in(
        "credentials.find",
        () ->
            Optional.ofNullable(state.credentialAddresses.find(credential))
                .map(it -> List.copyOf(it.values())));
  }

  @Override
  public List<CredentialAddress> pin(
      String credential, Collection<String> addresses, String reason) {
    return transactor.in(
        "credentials.pin",
        () -> {
          if (state.credentialAddresses.find(credential) == null) {
            for (var address : new TreeSet<>(addresses)) {
              allow(AuditVerbs.CREDENTIAL_PINNED, credential, address, Actor.DAEMON, reason);
            }
          }
          return List.copyOf(known(credential).values());
        });
  }

  @Override
  public boolean approve(String credential, String address, Actor actor, String reason) {
    return transactor.in(
        "credentials.approve",
        () -> allow(AuditVerbs.CREDENTIAL_APPROVED, credential, address, actor, reason));
  }

  private boolean allow(
      String verb, String credential, String address, Actor actor, String reason) {
    var allowed = known(credential);
    if (allowed.containsKey(address)) {
      return false;
    }
    allowed.put(
        address, new CredentialAddress(credential, address, state.now(), actor.name(), reason));
    state.credentialAddresses.put(credential, allowed);
    audit(actor, verb, credential, null, address, reason);
    return true;
  }

  @Override
  public boolean withdraw(String credential, String address, Actor actor, String reason) {
    return transactor.in(
        "credentials.withdraw",
        () -> {
          var allowed = known(credential);
          if (allowed.remove(address) == null) {
            return false;
          }
          state.credentialAddresses.put(credential, allowed);
          audit(actor, AuditVerbs.CREDENTIAL_WITHDRAWN, credential, address, null, reason);
          return true;
        });
  }

  private Map<String, CredentialAddress> known(String credential) {
    var known = state.credentialAddresses.find(credential);
    return known == null ? new TreeMap<>() : new TreeMap<>(known);
  }

  private void audit(
      Actor actor,
      String verb,
      String credential,
      @Nullable String before,
      @Nullable String after,
      String reason) {
    state.audit(
        actor,
        verb,
        "credential:" + credential,
        before == null ? null : MemoryJson.of("address", before),
        after == null ? null : MemoryJson.of("address", after),
        reason);
  }
}
