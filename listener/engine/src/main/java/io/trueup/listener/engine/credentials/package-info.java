/**
 * Credentials: where they are read, which servers each may be used at, and how connections that use
 * them are secured. Entry point: {@link io.trueup.listener.engine.credentials.GuardedCredentials},
 * the only class that discloses secrets, for every type of server. {@link
 * io.trueup.listener.engine.credentials.CredentialAddressPolicy}, which is pure, decides where a
 * credential may be used.
 */
@NullMarked
package io.trueup.listener.engine.credentials;

import org.jspecify.annotations.NullMarked;
