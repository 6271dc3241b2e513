package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens for calls to the daemon; only their digests are kept. */
public interface ApiTokens {

  /** What a token allows; each scope allows reading, and one allows everything. */
  enum Scope {
    /** Read everything. */
    READ,
    /** Start and end runs. */
    RUN,
    /** Report as a model server, which versions wait for. */
    SERVE,
    /** Pause, resume, sync, add tokens. */
    OPERATE;

    /** Whether this scope includes another one. */
    public boolean allows(Scope needed) {
      return this == needed || this == OPERATE || needed == READ;
    }
  }

  /**
   * A token without its secret.
   *
   * @param expiresAt null when it does not
   */
  record ApiToken(String name, Scope scope, Instant createdAt, @Nullable Instant expiresAt) {}

  /**
   * Stores a token and writes an audit entry.
   *
   * @param digest SHA-256 of the secret, in hex
   * @return false when an unrevoked token has the name; nothing was written then
   */
  boolean add(String name, Scope scope, String digest, @Nullable Instant expiresAt, Actor actor);

  /** The token with that digest, unless it expired or was revoked. */
  Optional<ApiToken> find(String digest);

  /** All tokens that were not revoked, by name. */
  List<ApiToken> all();

  /** Which tokens may be revoked. */
  enum Revocable {
    /** All but the last valid operator token, without which no other can be added. */
    ALL_BUT_THE_LAST_OPERATOR,
    /** Any. */
    ANY
  }

  /** The result of revoking. */
  enum Revocation {
    /** The token is no longer valid, and its sessions have ended. */
    REVOKED,
    /** No token has the name. */
    UNKNOWN,
    /** Nothing was written, because no operator token would be left. */
    LAST_OPERATOR
  }

  /** Revokes a token, ends its sessions and writes an audit entry. */
  Revocation revoke(String name, Revocable which, Actor actor);
}
