package io.trueup.statestore;

import io.trueup.statestore.ApiTokens.ApiToken;
import java.time.Duration;
import java.util.Optional;

/**
 * Browsers that are signed in to the status page, each by a token. A session allows only to read
 * the page, and ends with its token; only digests are kept.
 */
public interface PageSessions {

  /**
   * Signs in and writes an audit entry.
   *
   * @param token digest of the token's secret
   * @param session digest of the session's secret
   * @param lasts how long the session is valid, unless its token expires first
   * @param address of the browser
   * @return the token; empty when it is not known, has expired or was revoked, and then nothing was
   *     written
   */
  Optional<ApiToken> begin(String token, String session, Duration lasts, String address);

  /** The token of the session with that digest, while both are in force. */
  Optional<ApiToken> find(String session);

  /** Signs out and writes an audit entry; does nothing when there is no such session in force. */
  void end(String session, String address);
}
