/**
 * Credentials: where they are read, which servers each is for, and how connections that use them
 * are secured. Entry point: {@link io.trueup.listener.credentials.GuardedCredentials}, which alone
 * gives them out, for whatever kind of server. What may be used where is decided by {@link
 * io.trueup.listener.credentials.AddressRules}, which is pure.
 */
@NullMarked
package io.trueup.listener.credentials;

import org.jspecify.annotations.NullMarked;
