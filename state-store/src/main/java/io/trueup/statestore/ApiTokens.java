package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens that may call; only their digests are kept. */
public interface ApiTokens {

  /** What a token allows; each scope allows what those before it do. */
  enum Scope {
    /** Look at everything. */
    READ,
    /** Begin and end runs. */
    RUN,
    /** Pause, resume, sync, make tokens. */
    OPERATE;

    /** Whether a token of this scope may do what needs that one. */
    public boolean allows(Scope needed) {
      return compareTo(needed) >= 0;
    }
  }

  /**
   * A token without its secret.
   *
   * @param expiresAt null when it does not
   */
  record ApiToken(String name, Scope scope, Instant createdAt, @Nullable Instant expiresAt) {}

  /**
   * Remembers a token and writes an audit entry.
   *
   * @param digest SHA-256 of the secret, in hex
   * @return false when a token that was not revoked has the name; nothing was written then
   */
  boolean add(String name, Scope scope, String digest, @Nullable Instant expiresAt, Actor actor);

  /** The token with that digest, unless it expired or was revoked. */
  Optional<ApiToken> find(String digest);

  /** All tokens that were not revoked, by name. */
  List<ApiToken> all();

  /** Which tokens may be revoked. */
  enum Revocable {
    /** All but the last one in force that may operate: without it no other can be made. */
    ALL_BUT_THE_LAST_OPERATOR,
    /** Any. */
    ANY
  }

  /** What came of revoking. */
  enum Revocation {
    /** The token may call no more, and its sessions are over. */
    REVOKED,
    /** There is none of that name. */
    UNKNOWN,
    /** Nothing was written, because nobody could operate any more. */
    LAST_OPERATOR
  }

  /** Revokes a token, ends its sessions and writes an audit entry. */
  Revocation revoke(String name, Revocable which, Actor actor);
}
