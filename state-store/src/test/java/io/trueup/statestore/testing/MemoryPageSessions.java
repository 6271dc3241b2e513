package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.ApiToken;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.PageSessions;
import io.trueup.statestore.testing.MemoryState.SessionRow;
import java.time.Duration;
import java.util.Optional;

/** Sessions by their digest. */
final class MemoryPageSessions implements PageSessions {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;
  private final MemoryApiTokens tokens;

  MemoryPageSessions(
      MemoryState state, InMemoryStateStore.Transactor transactor, MemoryApiTokens tokens) {
    this.state = state;
    this.transactor = transactor;
    this.tokens = tokens;
  }

  @Override
  public Optional<ApiToken> begin(String token, String session, Duration lasts, String address) {
    return transactor.in(
        "sessions.begin",
        () -> {
          var known = tokens.inForce(token);
          known.ifPresent(it -> {
            state.pageSessions.put(session, new SessionRow(token, state.now().plus(lasts)));
            audit(it, AuditVerbs.PAGE_SIGNED_IN, address, "A browser signed in to the status page");
          });
          return known;
        });
  }

  @Override
  public Optional<ApiToken> find(String session) {
    return transactor.in("sessions.find", () -> inForce(session));
  }

  private Optional<ApiToken> inForce(String session) {
    return Optional.ofNullable(state.pageSessions.find(session))
        .filter(row -> state.now().isBefore(row.expiresAt()))
        .flatMap(row -> tokens.inForce(row.token()));
  }

  @Override
  public void end(String session, String address) {
    transactor.run(
        "sessions.end",
        () -> {
          inForce(session)
              .ifPresent(it ->
                  audit(
                      it,
                      AuditVerbs.PAGE_SIGNED_OUT,
                      address,
                      "A browser signed out of the status page"));
          state.pageSessions.remove(session);
        });
  }

  private void audit(ApiToken token, String verb, String address, String reason) {
    state.audit(
        new Actor(token.name(), address), verb, "token:" + token.name(), null, null, reason);
  }
}
